import type { Verdict } from '../verify/verdict.ts';
import type { Watch } from '../verify/watch.ts';
import type { Actor } from './actor.ts';
import type { Approval, EndState, Phase, RunEntry, RunRequest } from './run-entry.ts';
import type { PlannedStep, RunPlan, StepOutcome } from './run-plan.ts';

export type RunState = 'requested' | 'approved' | 'denied' | 'expired' | 'running' | EndState;

/** A step as it stands; `unknown` also when it was begun and nobody was there to see its end. */
export interface StepView {
  readonly phase: Phase;
  readonly step: string;
  readonly status: 'not_run' | 'running' | StepOutcome['status'];
  readonly outcome?: StepOutcome;
}

/** A run as people see it. */
export interface Run {
  readonly id: string;
  readonly state: RunState;
  readonly mode: 'manual' | 'auto';
  readonly request: RunRequest;
  readonly plan: RunPlan;
  readonly requestedBy: Actor;
  readonly requestedAt: number;
  /** When something last happened to it. */
  readonly at: number;
  readonly approval?: Approval;
  readonly startedAt?: number;
  /** The instance that executes it. */
  readonly owner?: string;
  readonly watch?: Watch;
  readonly steps: readonly StepView[];
  /** Somebody wants it to stop: no further step begins. */
  readonly cancelledBy?: Actor;
  readonly endedAt?: number;
  /** Why it ended as it did. */
  readonly reason?: string;
  readonly verdict?: Verdict;
  readonly rollback?: {
    readonly state: 'running' | EndState;
    readonly owner: string;
    readonly reason?: string;
  };
  /** Number of entries that it is made of. */
  readonly entries: number;
}

/** The run after one more entry. Entries before the first, `requested`, and of other runs do not happen: the store keeps order. */
export function foldRun(run: Run | undefined, entry: RunEntry): Run {
  if (entry.kind === 'requested') return requested(entry);
  if (run === undefined) throw new Error(`Run ${entry.run}: its first entry is ${entry.kind}, not requested`);
  return { ...run, ...change(run, entry), at: entry.at, entries: run.entries + 1 };
}

function requested(entry: RunEntry & { kind: 'requested' }): Run {
  const { run: id, at, by, mode, request, plan } = entry;
  const view =
    (phase: Phase) =>
    (step: PlannedStep): StepView => ({ phase, step: step.name, status: 'not_run' });
  return {
    id,
    state: 'requested',
    mode,
    request,
    plan,
    requestedBy: by,
    requestedAt: at,
    at,
    steps: [...plan.steps.map(view('steps')), ...plan.rollback.map(view('rollback'))],
    entries: 1,
  };
}

function change(run: Run, entry: Exclude<RunEntry, { kind: 'requested' }>): Partial<Run> {
  switch (entry.kind) {
    case 'approved':
      return { state: 'approved', approval: entry.approval };
    case 'denied':
      return { state: 'denied', endedAt: entry.at, ...because(entry) };
    case 'cancelled':
      return isBegun(run)
        ? { cancelledBy: entry.by }
        : { state: 'cancelled', cancelledBy: entry.by, endedAt: entry.at };
    case 'expired':
      return { state: 'expired', endedAt: entry.at, ...because(entry) };
    case 'claimed':
      return {
        state: 'running',
        owner: entry.owner,
        startedAt: entry.at,
        approval: entry.approval,
        ...(entry.watch === undefined ? {} : { watch: entry.watch }),
      };
    case 'step_started':
      return { steps: withStep(run, entry, { status: 'running' }) };
    case 'step_ended':
      return { steps: withStep(run, entry, { status: entry.outcome.status, outcome: entry.outcome }) };
    case 'ended':
      return { state: entry.state, endedAt: entry.at, steps: settled(run, 'steps'), ...because(entry) };
    case 'verified':
      return { verdict: entry.verdict };
    case 'rollback_claimed':
      return { rollback: { state: 'running', owner: entry.owner } };
    case 'rollback_ended':
      return {
        steps: settled(run, 'rollback'),
        rollback: { state: entry.state, owner: run.rollback?.owner ?? '', ...because(entry) },
      };
  }
}

const because = ({ reason }: { readonly reason?: string }) => (reason === undefined ? {} : { reason });

/** Whether it has been claimed, so that steps of it may have run. */
function isBegun({ startedAt }: Run): boolean {
  return startedAt !== undefined;
}

function withStep(
  run: Run,
  { phase, index }: { readonly phase: Phase; readonly index: number },
  update: Partial<StepView>,
): StepView[] {
  const place = phase === 'steps' ? index : run.plan.steps.length + index;
  return run.steps.map((step, number) => (number === place ? { ...step, ...update } : step));
}

/** A step that is not seen to end before its run does: nobody knows. */
function settled(run: Run, phase: Phase): StepView[] {
  return run.steps.map((step) =>
    step.phase === phase && step.status === 'running' ? { ...step, status: 'unknown' } : step,
  );
}

/** Whether it is still to be seen what the run did. */
export function awaitsVerdict({ state, plan, steps, verdict }: Run): boolean {
  const hasEnded = ['done', 'failed', 'cancelled', 'abandoned'].includes(state);
  const ranAny = steps.some(({ status }) => status !== 'not_run');
  return hasEnded && ranAny && plan.effect !== undefined && verdict === undefined;
}

/** Whether the steps that take its effect back are to run. After a person's cancelling, persons decide. */
export function awaitsRollback({ plan, verdict, approval, rollback, cancelledBy }: Run): boolean {
  const isWanted = verdict?.effect === 'worse' && approval?.includeRollback === true;
  return isWanted && plan.rollback.length > 0 && rollback === undefined && cancelledBy === undefined;
}

/** Whether nothing more will happen to it. */
export function isOver(run: Run): boolean {
  if (run.state === 'requested' || run.state === 'approved' || run.state === 'running') return false;
  return !awaitsVerdict(run) && !awaitsRollback(run) && run.rollback?.state !== 'running';
}
