import { judgeEffect } from '../verify/judge-effect.ts';
import type { Verdict } from '../verify/verdict.ts';
import type { Claims } from './claims.ts';
import type { DeskPorts } from './desk-ports.ts';
import { awaitsRollback, awaitsVerdict, foldRun, isOver, type Run } from './run.ts';
import type { EndState, Phase, RunEntry } from './run-entry.ts';
import type { RunExecutor } from './run-executor.ts';
import type { RunJournal } from './run-journal.ts';
import { REQUEST_TTL_MS } from './run-policy.ts';
import type { RunStore, RunSummary } from './run-store.ts';

/** Runs that are kept; beyond that the oldest that are over leave. */
const RUN_LIMIT = 500;

/** Does what happens to runs by itself as time goes by, on whichever instance comes first. */
export interface RunKeeper {
  /** Ends what former processes of this instance left in the middle of an execution. Called once, before anything else. */
  recover(): Promise<void>;
  /** Looks at all runs that are not over. */
  attend(): Promise<void>;
}

export function createRunKeeper(
  ports: DeskPorts,
  store: RunStore,
  journal: RunJournal,
  claims: Claims,
  executor: RunExecutor,
): RunKeeper {
  const abandon = async (run: Run, kind: 'ended' | 'rollback_ended' = 'ended') => {
    const state: EndState = 'abandoned';
    const reason =
      'it was interrupted; what had begun may or may not have taken effect, and it is not run again';
    return journal.seize(run, { kind, run: run.id, at: ports.now(), state, reason });
  };
  const expire = (run: Run, reason: string) =>
    journal.seize(run, { kind: 'expired', run: run.id, at: ports.now(), reason });

  const verify = async (run: Run) => {
    const verdict = await verdictOf(ports, run);
    return journal.seize(run, { kind: 'verified', run: run.id, at: ports.now(), verdict });
  };
  /** One thing that is due; undefined when nothing is. */
  const step = async (run: Run, now: number): Promise<Run | undefined> => {
    const tooLate = whyTooLate(run, now);
    if (tooLate !== undefined) return expire(run, tooLate);
    const phase = phaseOf(run);
    if (phase !== undefined) {
      if (await claims.isHeld(run.id, phase, now)) return undefined;
      return abandon(run, phase === 'steps' ? 'ended' : 'rollback_ended');
    }
    if (isVerdictDue(run, now)) return verify(run);
    if (awaitsRollback(run)) await executor.beginRollback(run);
    return undefined;
  };

  const look = async (summary: RunSummary) => {
    let run = await store.load(summary.id);
    if (run === undefined) {
      // It may be about to come: it is listed before it is there.
      if (ports.now() >= summary.requestedAt + REQUEST_TTL_MS) await store.unlist(summary.id);
      return;
    }
    if (run.entries !== summary.entries || summary.over !== isOver(run)) await store.list(run);
    if (!executor.isDoing(run.id)) {
      for (let next = await step(run, ports.now()); next !== undefined; next = await step(run, ports.now()))
        run = next;
    }
    if (run.entries > summary.published) await journal.publish(run);
  };

  return {
    async recover() {
      for (const [id, entries] of ports.audit.left?.runs ?? []) {
        const isBegun = entries.some(({ kind }) => kind === 'claimed' || kind === 'rollback_claimed');
        if (isBegun) await abandonLeft(ports, store, journal, abandon, id, entries);
      }
    },
    async attend() {
      const summaries = await store.summaries();
      for (const summary of summaries) {
        if (summary.over && summary.published === summary.entries) continue;
        await look(summary).catch((err: unknown) =>
          ports.log.warn({ err, run: summary.id }, 'A run could not be looked after.'),
        );
      }
      const over = summaries.filter((summary) => summary.over).reverse();
      for (const old of over.slice(0, Math.max(0, summaries.length - RUN_LIMIT))) {
        await store.drop(old.id);
        await claims.forget(old.id);
      }
    },
  };
}

/**
 * Our audit log says that a run was claimed and not how it ended: the process died with it. Where the shared records have lost
 * the run, it is put there again as the log has it, so that people see what became of it.
 */
async function abandonLeft(
  ports: DeskPorts,
  store: RunStore,
  journal: RunJournal,
  abandon: (run: Run, kind?: 'ended' | 'rollback_ended') => Promise<Run | undefined>,
  id: string,
  entries: readonly RunEntry[],
): Promise<void> {
  ports.log.warn(
    { run: id },
    'A run was interrupted by the end of a process. It is abandoned, and not run again.',
  );
  let run = await store.load(id);
  if (run === undefined && entries[0]?.kind === 'requested') {
    await store.list(foldRun(undefined, entries[0]), 0);
    for (const entry of entries) run = (await store.append(run, entry)) ?? (await store.load(id));
  }
  if (run?.state === 'running') run = await abandon(run);
  else if (run?.rollback?.state === 'running') run = await abandon(run, 'rollback_ended');
  else if (run === undefined) {
    await journal.audit({
      kind: 'ended',
      run: id,
      at: ports.now(),
      state: 'abandoned',
      reason: 'it was interrupted',
    });
  }
  if (run !== undefined) journal.announce(run);
}

/** What is being executed. */
function phaseOf({ state, rollback }: Run): Phase | undefined {
  if (state === 'running') return 'steps';
  return rollback?.state === 'running' ? 'rollback' : undefined;
}

function whyTooLate({ state, requestedAt, approval }: Run, now: number): string | undefined {
  if (state === 'requested' && now >= requestedAt + REQUEST_TTL_MS) return 'nobody decided in time';
  const isLate = state === 'approved' && now >= (approval?.expiresAt ?? 0);
  return isLate ? 'it was not executed before its approval expired' : undefined;
}

function isVerdictDue(run: Run, now: number): boolean {
  return awaitsVerdict(run) && now >= (run.endedAt ?? 0) + (run.plan.effect?.withinMs ?? 0);
}

async function verdictOf(ports: DeskPorts, run: Run): Promise<Verdict> {
  const { effect } = run.plan;
  if (run.watch === undefined || effect === undefined) {
    return {
      effect: 'unknown',
      why: 'no anomaly tells what the metric was expected to be, so there is nothing to compare with',
    };
  }
  const after = await ports.samples.since(run.watch, run.endedAt ?? 0);
  return judgeEffect(run.watch.baseline, run.watch.before, after, effect.direction);
}
