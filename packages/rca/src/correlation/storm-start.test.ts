import { expect, test } from 'vitest';
import { stormStart } from './storm-start.ts';

const at = (...onsets: number[]) => onsets.map((startedAt) => ({ startedAt }));

const great = Array.from({ length: 20 }, (_, i) => i);

test('the last storm counts, unless it is far smaller than the greatest', () => {
  expect(stormStart(at(0, 40, 500, 510, 520), 100)).toBe(500);
  expect(stormStart(at(...great, 500, 510, 520), 100)).toBe(500);
  expect(stormStart(at(...great, ...great.map((i) => i + 20), 500, 510, 520), 100)).toBe(0);
  expect(stormStart(at(520, 0, 500, 40, 510), 100)).toBe(500);
});

test('two are no storm where there was one', () => {
  expect(stormStart(at(0, 10, 20, 30, 500, 510), 100)).toBe(0);
  expect(stormStart(at(0, 10, 500, 510), 100)).toBe(500);
});

test('what joins one by one afterwards is none', () => {
  expect(stormStart(at(0, 5, 10, 20, 500, 900, 1300), 100)).toBe(0);
});

test('what fits into the span is one storm, one anomaly is one, none is none', () => {
  expect(stormStart(at(5, 60, 105), 100)).toBe(5);
  expect(stormStart(at(7), 100)).toBe(7);
  expect(stormStart([], 100)).toBeUndefined();
});
