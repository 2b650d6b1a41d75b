import { expect, test } from 'vitest';
import { timeSlices } from './time-slices.ts';

test('slices hold all in order, each what lies in one length of time, and none is empty', () => {
  const cut = (...stamps: number[]) =>
    [
      ...timeSlices(
        stamps.map((at) => ({ at })),
        10,
      ),
    ].map((slice) => slice.map(({ at }) => at));
  expect(cut(1, 9, 10, 10, 45, 49, 50)).toEqual([[1, 9], [10, 10], [45, 49], [50]]);
  expect(cut(5)).toEqual([[5]]);
  expect(cut()).toEqual([]);
});
