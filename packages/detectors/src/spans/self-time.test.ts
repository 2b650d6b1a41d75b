import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Interval, selfTime } from './self-time.ts';

test.each<[string, Interval[], number]>([
  ['no children', [], 100],
  [
    'one after the other',
    [
      [10, 30],
      [40, 50],
    ],
    70,
  ],
  [
    'at the same time',
    [
      [10, 30],
      [20, 40],
      [25, 28],
    ],
    70,
  ],
  ['one that goes on after its parent', [[80, 300]], 80],
  ['one that began before its parent', [[-50, 20]], 80],
  ['one that lies outside', [[120, 150]], 100],
  ['one that covers everything', [[-5, 105]], 0],
  ['one whose clocks disagree', [[60, 20]], 100],
])('of a span of 100 with %s', (_what, children, expected) => {
  expect(selfTime([0, 100], children)).toBe(expected);
});

test('a span that ends before it starts took no time', () => {
  expect(selfTime([100, 0], [[0, 50]])).toBe(0);
});

test('is the number of instants that no child covers', () => {
  const interval = fc.tuple(fc.integer({ min: -20, max: 80 }), fc.integer({ min: -20, max: 80 }));
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 12 }), (children) => {
      const free = Array.from({ length: 60 }, (_, at) => at).filter(
        (at) => !children.some(([from, to]) => from <= at && at < to),
      );
      expect(selfTime([0, 60], children)).toBe(free.length);
    }),
  );
});
