import { expect, test } from 'vitest';
import { addStamp, allStamps, dropStamp, emptyStamps, lastGaps } from './stamps.ts';

/** Adds times and keeps the last `most` of them. */
function kept(ats: readonly number[], most: number) {
  const stamps = emptyStamps();
  for (const [i, at] of ats.entries()) {
    if (i >= most) dropStamp(stamps);
    addStamp(stamps, at, i === 0);
  }
  return stamps;
}

test.each([
  ['one', [5]],
  ['regular ones', [10, 20, 30, 40, 50, 60]],
  ['irregular ones', [1, 3, 4, 9, 9.5, 12, 14, 15]],
  ['a change of the interval', [10, 20, 30, 31, 32, 33, 34]],
  ['a gap', [10, 20, 1000, 1010, 1020, 1030]],
  ['two intervals by turns', [0, 1, 3, 4, 6, 7, 9]],
])('%s: the last times are told as they came', (_, ats) => {
  for (let count = 1; count <= ats.length; count += 1) {
    const came = ats.slice(0, count);
    for (const most of [2, 3, 5]) expect(allStamps(kept(came, most))).toEqual(came.slice(-most));
  }
});

test('a regular series needs two numbers however much it remembers', () => {
  const ats = Array.from({ length: 200 }, (_, i) => 30_000 * i);
  expect(kept(ats, 60)).toEqual({ newest: 199 * 30_000, gaps: [30_000, 59] });
});

test('the last distances are told newest first, as many as there are', () => {
  const stamps = kept([10, 20, 30, 34, 38, 39], 60);
  expect(lastGaps(stamps, 9)).toEqual([1, 4, 4, 10, 10]);
  expect(lastGaps(stamps, 2)).toEqual([1, 4]);
});
