import { emptyVerdict } from '@aiops/detectors';
import { expect, test } from 'vitest';
import { expectedValue } from './expected-value.ts';

const verdicts = (...given: readonly [ready: boolean, mid: number][]) => ({
  score: 0,
  strength: 0,
  verdicts: given.map(([ready, mid]) => ({ kind: 'k', verdict: { ...emptyVerdict(), ready, mid } })),
});

test('the expected value is the mean of what the detectors expect that are past their warm-up', () => {
  expect(expectedValue(verdicts([true, 10], [true, 20]))).toBe(15);
  expect(expectedValue(verdicts([true, 10], [false, 20]))).toBe(10);
  expect(expectedValue(verdicts([false, 10], [false, 20]))).toBeUndefined();
  expect(expectedValue(verdicts())).toBeUndefined();
});
