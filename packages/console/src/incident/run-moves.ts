import type { Run } from '../live/api-types.ts';

/** What may be done with a run next. */
export type Move = 'approveRun' | 'denyRun' | 'executeRun' | 'cancelRun';

const MOVES: Readonly<Record<string, readonly Move[]>> = {
  requested: ['approveRun', 'denyRun', 'cancelRun'],
  approved: ['executeRun', 'cancelRun'],
  running: ['cancelRun'],
};

/** What may be done with a run in this state; the API decides in the end. */
export function movesOf({ state }: Pick<Run, 'state'>): readonly Move[] {
  return Object.hasOwn(MOVES, state) ? (MOVES[state] ?? []) : [];
}

/** Whether more of a run is to come soon: it is worth asking again. */
export function isUnderWay({ state, rollback, verified, plan }: Run): boolean {
  if (state === 'running' || rollback?.state === 'running') return true;
  return state === 'done' && plan.effect !== null && verified === null;
}
