import { expect, test } from 'vitest';
import { causeQuality } from './cause-quality.ts';
import { causeRank } from './cause-rank.ts';

const scores = { a: 3, b: 2, c: 2, d: 2, e: 1, f: 1 };
const ranking = Object.entries(scores).map(([entity, score]) => ({ entity, score }));

test.each<[string[], number | undefined]>([
  [['a'], 1],
  [['b'], 3],
  [['d'], 3],
  [['e'], 6],
  [['e', 'd'], 3],
  [['d', 'nobody'], 3],
  [['nobody'], undefined],
  [[], undefined],
])(
  'equal scores share their average place, rounded up, and the best right answer counts: %j',
  (causes, place) => {
    expect(causeRank(ranking, causes)).toBe(place);
  },
);

test('an entity that is named twice counts with its better score', () => {
  expect(causeRank([...ranking, { entity: 'f', score: 9 }], ['f'])).toBe(1);
});

test('figures are shares of all cases, also of those of which nothing was said', () => {
  const places = [1, 1, 2, 3, 5, 6, undefined, undefined];
  const cases = places.map((place, index) => ({
    place,
    confidence: 0.25,
    ms: index === 7 ? null : 10 * index,
  }));
  expect(causeQuality('shop', cases)).toEqual({
    dataset: 'shop',
    cases: 8,
    missing: 1,
    ac1: 2 / 8,
    ac3: 4 / 8,
    ac5: 5 / 8,
    ac1Bounds: [expect.closeTo(0.0715, 4), expect.closeTo(0.5907, 4)],
    avg5: expect.closeTo((2 + 3 + 4 + 4 + 5) / 8 / 5, 12),
    mrr: expect.closeTo((1 + 1 + 1 / 2 + 1 / 3 + 1 / 5 + 1 / 6) / 8, 12),
    // 2 of 8 are right, which is what was said.
    reliability: { error: 0, bins: expect.arrayContaining([]) },
    ms: { p50: 30, p99: 60 },
  });
  expect(causeQuality('none', [])).toMatchObject({
    cases: 0,
    ac1: 0,
    mrr: 0,
    ac1Bounds: [0, 0],
    ms: undefined,
  });
});
