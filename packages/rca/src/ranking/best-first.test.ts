import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestFirst, leadersOf } from './best-first.ts';

test('the highest score comes first, of equal ones that with the first place, whatever their signs', () => {
  const millionths = fc.oneof(
    fc.integer({ min: -400_000_000, max: 400_000_000 }),
    fc.integer({ min: -2, max: 2 }),
  );
  fc.assert(
    fc.property(fc.array(millionths, { maxLength: 300 }), (all) => {
      const scores = all.map((score) => score / 1e6);
      const expected = [...scores.keys()].sort(
        (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
      );
      expect(bestFirst(scores)).toEqual(expected);
      for (const count of [0, 1, 5]) expect(leadersOf(scores, count)).toEqual(expected.slice(0, count));
    }),
  );
});
