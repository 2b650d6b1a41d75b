import { expect, test } from 'vitest';
import { pooledReliability, reliabilityOf } from './reliability.ts';

test('verdicts are counted by tenths of confidence, and the error is the mean distance of stated from right', () => {
  const { bins, error } = reliabilityOf([
    { confidence: 0.32, isRight: true },
    { confidence: 0.38, isRight: false },
    { confidence: 1, isRight: true },
    { confidence: 0.9, isRight: false },
  ]);
  expect(bins).toHaveLength(10);
  expect(bins[3]).toEqual({ from: 0.3, to: 0.4, cases: 2, stated: 0.35, right: 0.5 });
  expect(bins[9]).toMatchObject({ cases: 2, stated: 0.95, right: 0.5 });
  expect(bins[0]).toEqual({ from: 0, to: 0.1, cases: 0, stated: undefined, right: undefined });
  expect(error).toBeCloseTo((2 * 0.15 + 2 * 0.45) / 4, 12);
});

test('without verdicts there is no error', () => {
  expect(reliabilityOf([]).error).toBe(0);
});

test('pooled, parts are what all verdicts together are', () => {
  const verdicts = Array.from({ length: 40 }, (_, i) => ({
    confidence: ((i * 7) % 40) / 40,
    isRight: i % 3 === 0,
  }));
  const all = reliabilityOf(verdicts);
  const pooled = pooledReliability([reliabilityOf(verdicts.slice(0, 11)), reliabilityOf(verdicts.slice(11))]);
  expect(pooled.error).toBeCloseTo(all.error, 12);
  expect(pooled.bins.map(({ cases }) => cases)).toEqual(all.bins.map(({ cases }) => cases));
});
