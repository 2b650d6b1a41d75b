import type { DeskPorts } from './desk-ports.ts';
import type { Run } from './run.ts';
import type { EndState, Phase, RunEntry } from './run-entry.ts';
import type { RunJournal } from './run-journal.ts';
import type { PlannedStep, RunPlan, StepOutcome } from './run-plan.ts';
import type { StopSwitch } from './stop-switch.ts';

/** A run, or its rollback, that this process executes. */
export interface Doing {
  readonly phase: Phase;
  /** No step begins from then on, epoch ms. */
  readonly expiresAt: number;
  /** Until when others believe that this process executes it: no step begins from then on. */
  leaseUntil: number;
  /** Fired when somebody wants it to stop. */
  readonly abort: AbortController;
}

interface Means {
  readonly ports: DeskPorts;
  readonly journal: RunJournal;
  readonly stop: StopSwitch;
}

interface End {
  readonly state: EndState;
  readonly reason?: string;
}

/**
 * Executes the steps of a claimed run in their order. Before each the run is looked at anew, and that it begins is in the records and
 * in the audit log before it does; whatever cannot be put down ends the run. Rejects when its end could not be put down.
 */
export async function runPhase(means: Means, claimed: Run, plan: RunPlan, hold: Doing): Promise<void> {
  const { ports, journal } = means;
  const { phase } = hold;
  const steps = phase === 'steps' ? plan.steps : plan.rollback;
  let run = claimed;
  let end: End = { state: 'done' };
  for (const [index, step] of steps.entries()) {
    const begun = await beginStep(means, run, hold, index, step);
    if ('state' in begun) {
      end = begun;
      break;
    }
    // Nothing may be awaited between this look at the clock and the step.
    const hindrance = hindranceOf(hold, ports.now());
    const outcome =
      hindrance === undefined
        ? await ports.execute(step, plan.target, hold.abort.signal)
        : notRun(hindrance.reason ?? hindrance.state);
    const at = ports.now();
    run = await journal.report(begun.run, {
      kind: 'step_ended',
      run: run.id,
      at,
      phase,
      index,
      step: step.name,
      outcome,
    });
    journal.announce(run);
    if (outcome.status !== 'done') end = hindrance ?? endAfter(step, outcome);
    if (outcome.status !== 'done' && (hindrance !== undefined || isStopping(step, outcome))) break;
  }
  const kind = phase === 'steps' ? 'ended' : 'rollback_ended';
  run = await journal.report(run, { kind, run: run.id, at: ports.now(), ...end } satisfies RunEntry);
  journal.announce(run);
}

/** Puts down that the step begins; an end instead, when it must not. */
async function beginStep(
  { ports, journal, stop }: Means,
  before: Run,
  hold: Doing,
  index: number,
  step: PlannedStep,
): Promise<{ readonly run: Run } | End> {
  const order = await stop.order();
  if (order !== undefined)
    return { state: 'cancelled', reason: `${order.by} stopped all runs: ${order.reason}` };
  for (let run: Run = before; ; run = await journal.load(before.id)) {
    if (run.cancelledBy !== undefined)
      return { state: 'cancelled', reason: `${run.cancelledBy.name} cancelled it` };
    const isOurs = hold.phase === 'steps' ? run.state === 'running' : run.rollback?.state === 'running';
    if (!isOurs) return { state: 'abandoned', reason: 'another instance took it for interrupted' };
    const hindrance = hindranceOf(hold, ports.now());
    if (hindrance !== undefined) return hindrance;
    const { phase } = hold;
    try {
      const begun = await journal.seize(run, {
        kind: 'step_started',
        run: run.id,
        at: ports.now(),
        phase,
        index,
        step: step.name,
      });
      if (begun !== undefined) return { run: begun };
    } catch (error) {
      const reason = `the step ${step.name} was not begun: ${(error as Error).message}`;
      const outcome = notRun(reason);
      await journal.report(run, {
        kind: 'step_ended',
        run: run.id,
        at: ports.now(),
        phase,
        index,
        step: step.name,
        outcome,
      });
      return { state: 'failed', reason };
    }
  }
}

function hindranceOf({ abort, expiresAt, leaseUntil }: Doing, now: number): End | undefined {
  if (abort.signal.aborted) return { state: 'cancelled', reason: 'it was asked to stop' };
  if (now >= expiresAt) return { state: 'failed', reason: 'its approval expired before all steps had begun' };
  if (now >= leaseUntil) {
    return {
      state: 'abandoned',
      reason: 'this instance stood still for so long that others took the run for interrupted',
    };
  }
  return undefined;
}

function notRun(problem: string): StepOutcome {
  return { status: 'cancelled', output: '', truncated: false, durationMs: 0, problem: `not run: ${problem}` };
}

function endAfter(step: PlannedStep, { status, problem }: StepOutcome): End {
  if (status === 'cancelled') return { state: 'cancelled', reason: `the step ${step.name} was cancelled` };
  return {
    state: 'failed',
    reason: `the step ${step.name} ended as ${status}${problem === undefined ? '' : `: ${problem}`}`,
  };
}

/** What may or may not have happened is no ground to go on from. */
function isStopping(step: PlannedStep, { status }: StepOutcome): boolean {
  return step.stopOnFailure || status === 'cancelled' || status === 'unknown';
}
