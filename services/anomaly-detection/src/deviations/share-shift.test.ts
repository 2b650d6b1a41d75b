import { describe, expect, test } from 'vitest';
import { shareShift } from './share-shift.ts';

test('the size is a third of the log likelihood ratio, with half a one more on all sides', () => {
  // 12 of 12 where it never showed in 6: 12.5 ln(12.5/13) + .5 ln(.5/13) + .5 ln(.5/7) + 6.5 ln(6.5/7) − 13 ln(13/20) − 7 ln(7/20), by hand.
  expect(shareShift({ count: 0, of: 6 }, { count: 12, of: 12 })).toMatchObject({
    direction: 'up',
    size: expect.closeTo(3.0095, 3),
  });
});

describe('a share', () => {
  test.each([
    ['that is the same', { count: 50, of: 100 }, { count: 10, of: 20 }, undefined],
    ['that never was', { count: 0, of: 100 }, { count: 10, of: 20 }, 'up'],
    ['that is gone', { count: 50, of: 100 }, { count: 0, of: 19 }, 'down'],
    ['that is as it ever was', { count: 100, of: 100 }, { count: 20, of: 20 }, undefined],
    ['of which little is known', { count: 0, of: 2 }, { count: 2, of: 2 }, undefined],
    ['of which nothing is known', { count: 0, of: 0 }, { count: 20, of: 20 }, undefined],
    ['of nothing', { count: 50, of: 100 }, { count: 0, of: 0 }, undefined],
    ['that has faded below its count', { count: 10.2, of: 10.1 }, { count: 0, of: 20 }, 'down'],
  ])('%s', (_what, usual, now, direction) => {
    expect(shareShift(usual, now)?.direction).toBe(direction);
  });

  test('known from more says more', () => {
    const sizes = [3, 10, 100, 10_000].map(
      (of) => shareShift({ count: 0, of }, { count: 30, of: 30 })?.size ?? 0,
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeGreaterThan(1);
  });
});

test('between the edges nothing is unusual, beyond them everything is', () => {
  for (const usual of [
    { count: 0, of: 9 },
    { count: 30, of: 100 },
    { count: 7.3, of: 7.5 },
    { count: 2_000, of: 5_000 },
  ]) {
    const of = 200;
    const worst = [0, of]
      .map((count) => shareShift(usual, { count, of }))
      .find((shift) => shift !== undefined);
    if (worst === undefined) throw new Error('neither none nor all is unusual');
    const { lower, upper } = worst;
    for (const count of [lower, upper]) expect(shareShift(usual, { count, of })).toBeUndefined();
    if (lower > 0) expect(shareShift(usual, { count: lower - 1, of })?.direction).toBe('down');
    if (upper < of) expect(shareShift(usual, { count: upper + 1, of })?.direction).toBe('up');
  }
});
