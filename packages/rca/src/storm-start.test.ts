import { expect, test } from 'vitest';
import { stormStart } from './storm-start.ts';

const at = (...onsets: number[]) => onsets.map((startedAt) => ({ startedAt }));

test('a storm begins where most anomalies begin within the span, of equals the first', () => {
  expect(stormStart(at(0, 40, 500, 510, 520, 900), 100)).toBe(500);
  expect(stormStart(at(10, 20, 500, 510), 100)).toBe(10);
  expect(stormStart(at(510, 0, 500, 520), 100)).toBe(500);
});

test('what fits into the span is one storm, one anomaly is one, none is none', () => {
  expect(stormStart(at(5, 60, 105), 100)).toBe(5);
  expect(stormStart(at(7), 100)).toBe(7);
  expect(stormStart([], 100)).toBeUndefined();
});
