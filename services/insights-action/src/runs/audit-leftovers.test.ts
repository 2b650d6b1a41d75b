import { expect, test } from 'vitest';
import { addLeftover, noLeftovers } from './audit-leftovers.ts';
import type { AuditEntry } from './run-entry.ts';

const by = { name: 'olga', role: 'operator' } as const;
const of = (kind: string, rest: object = {}) =>
  ({ kind, run: 'r', at: 1, by, ...rest }) as unknown as AuditEntry;
const claimed = [of('requested'), of('approved'), of('claimed'), of('step_started')];

function leftOf(...entries: readonly AuditEntry[]) {
  const left = noLeftovers();
  for (const entry of entries) addLeftover(left, entry);
  return { runs: [...left.runs.values()].map((run) => run.map(({ kind }) => kind)), stop: left.stop };
}

test('a claim without an end is left, with all that went before it', () => {
  expect(leftOf(...claimed).runs).toEqual([['requested', 'approved', 'claimed', 'step_started']]);
  expect(leftOf(...claimed, of('cancelled')).runs[0]).toContain('cancelled');
  expect(leftOf(...claimed, of('ended'), of('verified'), of('rollback_claimed')).runs).toEqual([
    ['rollback_claimed'],
  ]);
});

test.each(['ended', 'verified', 'rollback_ended'])('%s leaves nothing', (kind) => {
  expect(leftOf(...claimed, of(kind)).runs).toEqual([]);
});

test.each(['denied', 'expired', 'cancelled'])('%s before a claim leaves nothing', (kind) => {
  expect(leftOf(of('requested'), of(kind)).runs).toEqual([]);
});

test('a decision that another came before is none', () => {
  const entries = [of('requested'), of('approved'), of('overtaken', { what: 'approved' }), of('claimed')];
  expect(leftOf(...entries).runs).toEqual([['requested', 'claimed']]);
});

test('the stop switch is left as it was', () => {
  const stopped = of('stopped', { reason: 'x' });
  expect(leftOf(stopped).stop).toBe(stopped);
  expect(leftOf(stopped, of('resumed')).stop).toBeUndefined();
});
