import type { Actor } from './actor.ts';
import type { Claims } from './claims.ts';
import type { DeskPorts } from './desk-ports.ts';
import { Conflict, Expired, Stopped } from './refusals.ts';
import type { Run } from './run.ts';
import type { Phase } from './run-entry.ts';
import type { RunJournal } from './run-journal.ts';
import { type Doing, runPhase } from './run-phase.ts';
import type { RunPlan } from './run-plan.ts';
import { requireApproval, rollbackExpiry } from './run-policy.ts';
import type { StopSwitch } from './stop-switch.ts';
import { takeTurn } from './turns.ts';

/** Executes runs, each at most once. */
export interface RunExecutor {
  /** Claims an approved run and begins; resolves with the run once its first step may begin, rejects with a refusal. */
  begin(run: Run, by: Actor): Promise<Run>;
  /** The same with the steps that take its effect back. */
  beginRollback(run: Run): Promise<void>;
  /** Whether this process is executing this phase of the run. */
  isDoing(run: string): boolean;
  /** Keeps the claims alive and looks whether anybody wants the runs in hand to stop. */
  attend(): Promise<void>;
  /** Asks a run in hand to stop. */
  interrupt(run: string): void;
  /** Ends every step in hand; no further one begins. */
  interruptAll(): void;
  /** Resolves once no step is running. */
  settled(): Promise<void>;
}

export function createRunExecutor(
  ports: DeskPorts,
  journal: RunJournal,
  claims: Claims,
  stop: StopSwitch,
): RunExecutor {
  const doing = new Map<string, Doing>();
  const going = new Set<Promise<void>>();

  /** From the claim on everything that goes wrong ends the run: it is never tried again. */
  const carryOut = async (run: Run, plan: RunPlan, phase: Phase, expiresAt: number) => {
    const leaseUntil = await claims.renew(run.id, phase, ports.now());
    const hold: Doing = { phase, expiresAt, leaseUntil, abort: new AbortController() };
    doing.set(run.id, hold);
    const done = runPhase({ ports, journal, stop }, run, plan, hold)
      .catch((err: unknown) => ports.log.warn({ err, run: run.id }, 'A run was interrupted.'))
      .finally(() => {
        doing.delete(run.id);
        going.delete(done);
      });
    going.add(done);
  };

  return {
    async begin(run, by) {
      const { plan, approval } = await approvedPlan(ports, journal, run);
      await requireRunning(stop);
      const watch = await watchOf(ports, run);
      await takeTurn(
        ports.records.turns,
        { run: run.id, target: plan.target, at: ports.now() },
        ports.settings,
      );
      if (!(await claims.take(run.id, 'steps', ports.now()))) throw takenBefore(run);
      const at = ports.now();
      const entry = {
        kind: 'claimed',
        run: run.id,
        at,
        by,
        owner: ports.instance,
        approval,
        ...watch,
      } as const;
      const claimed = await confirmed(ports, journal, run, () => journal.seize(run, entry));
      await carryOut(claimed, plan, 'steps', approval.expiresAt);
      return claimed;
    },
    async beginRollback(run) {
      if ((await stop.order()) !== undefined) return;
      const plan = await rollbackPlan(ports, journal, run);
      if (plan === undefined || !(await claims.take(run.id, 'rollback', ports.now()))) return;
      const entry = {
        kind: 'rollback_claimed',
        run: run.id,
        at: ports.now(),
        owner: ports.instance,
      } as const;
      const claimed = await journal.seize(run, entry);
      if (claimed === undefined) return;
      await journal.publish(claimed);
      await carryOut(claimed, plan, 'rollback', rollbackExpiry(run, ports.settings));
    },
    isDoing: (run) => doing.has(run),
    async attend() {
      const order = doing.size === 0 ? undefined : await stop.order();
      for (const [id, hold] of doing) {
        if (order !== undefined || (await journal.load(id)).cancelledBy !== undefined) hold.abort.abort();
        hold.leaseUntil = await claims.renew(id, hold.phase, ports.now());
      }
    },
    interrupt: (run) => doing.get(run)?.abort.abort(),
    interruptAll() {
      for (const hold of doing.values()) hold.abort.abort();
    },
    async settled() {
      await Promise.all(going);
    },
  };
}

/** What an approved run would do now. An approval that does not hold for it is void from then on. */
async function approvedPlan(ports: DeskPorts, journal: RunJournal, run: Run) {
  try {
    const plan = await planAnew(ports, run);
    return { plan, approval: requireApproval(run, plan, ports.settings, ports.now()) };
  } catch (error) {
    if (error instanceof Expired && run.state === 'approved') {
      const entry = { kind: 'expired', run: run.id, at: ports.now(), reason: error.message } as const;
      const voided = await journal.seize(run, entry);
      if (voided !== undefined) journal.announce(voided);
    }
    throw error;
  }
}

/** The plan whose rollback may run now; undefined when it may not, which is put down. */
async function rollbackPlan(ports: DeskPorts, journal: RunJournal, run: Run): Promise<RunPlan | undefined> {
  const answer = await ports.plan(run.request);
  const isAsApproved = 'plan' in answer && answer.plan.hash === run.approval?.planHash;
  const isInTime = ports.now() < rollbackExpiry(run, ports.settings);
  if (isAsApproved && isInTime) return answer.plan;
  const reason = isInTime
    ? 'what it would do now is not what was approved'
    : 'the approval of the rollback has expired';
  await journal.seize(run, { kind: 'rollback_ended', run: run.id, at: ports.now(), state: 'failed', reason });
  return undefined;
}

/** The plan as the runbooks make it now. */
async function planAnew(ports: DeskPorts, run: Run): Promise<RunPlan> {
  const answer = await ports.plan(run.request);
  if ('plan' in answer) return answer.plan;
  throw new Expired(
    `Run ${run.id} can no longer be planned as it was approved: ${answer.problems.join('; ')}. Request a new run.`,
  );
}

async function requireRunning(stop: StopSwitch): Promise<void> {
  const order = await stop.order();
  if (order === undefined) return;
  throw new Stopped(
    `Nothing is run now: ${order.by} stopped all runs (${order.reason}). An admin can resume them.`,
  );
}

/** Where the metric stands before anything is done. Without it the run goes on, and nobody will know whether it helped. */
async function watchOf(ports: DeskPorts, run: Run) {
  const { effect } = run.plan;
  if (effect === undefined) return {};
  try {
    const baseline = await ports.baseline(run.request, effect.metric);
    return baseline === undefined ? {} : { watch: await ports.samples.begin(baseline) };
  } catch (err) {
    ports.log.warn({ err, run: run.id }, 'The effect of a run cannot be watched.');
    return {};
  }
}

/** A claim counts once it is in the records, in the audit log and on the bus; one that does not get there ends the run. */
async function confirmed(
  ports: DeskPorts,
  journal: RunJournal,
  run: Run,
  seize: () => Promise<Run | undefined>,
): Promise<Run> {
  try {
    const claimed = await seize();
    if (claimed === undefined) throw takenBefore(run);
    await journal.publish(claimed);
    return claimed;
  } catch (error) {
    if (error instanceof Conflict) throw error;
    const reason = `nothing was run: ${(error as Error).message}`;
    const current = await journal.load(run.id);
    await journal.report(current, { kind: 'ended', run: run.id, at: ports.now(), state: 'failed', reason });
    throw new Stopped(`Run ${run.id} was given up, ${reason}`);
  }
}

const takenBefore = (run: Run) =>
  new Conflict(
    `Run ${run.id} was executed or changed by somebody else at the same moment. Look at it again.`,
  );
