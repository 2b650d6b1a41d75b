import { expect, test } from 'vitest';
import type { Run } from '../live/api-types.ts';
import { isUnderWay, movesOf } from './run-moves.ts';

test.each([
  ['requested', ['approveRun', 'denyRun', 'cancelRun']],
  ['approved', ['executeRun', 'cancelRun']],
  ['running', ['cancelRun']],
  ['done', []],
  ['constructor', []],
])('in the state %s', (state, moves) => {
  expect(movesOf({ state })).toEqual(moves);
});

test('a run is looked at while it runs, is rolled back, or has yet to show its effect', () => {
  const run = (rest: Partial<Run>, effect: object | null = null) =>
    ({ state: 'done', rollback: null, verified: null, plan: { effect }, ...rest }) as Run;
  expect(isUnderWay(run({ state: 'running' }))).toBe(true);
  expect(isUnderWay(run({ rollback: { state: 'running', reason: null } }))).toBe(true);
  expect(isUnderWay(run({}, { metric: 'cpu' }))).toBe(true);
  expect(isUnderWay(run({}))).toBe(false);
  expect(isUnderWay(run({ verified: { effect: 'improved', why: '' } }, { metric: 'cpu' }))).toBe(false);
  expect(isUnderWay(run({ state: 'failed' }, { metric: 'cpu' }))).toBe(false);
});
