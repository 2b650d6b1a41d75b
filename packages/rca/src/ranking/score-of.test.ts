import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomIncident } from '../testing/random-incident.ts';
import { rank } from './rank.ts';
import { sumOf } from './terms/term.ts';

test('the score of every suspect, also of those that are not told, is the sum of its terms to the last bit', () => {
  let quiet = 0;
  fc.assert(
    fc.property(randomIncident, ({ members, index, background }) => {
      for (const { suspect, candidate } of rank(members, index, 5, background).ranked) {
        if (suspect.finding === undefined) quiet += 1;
        expect(candidate.score).toBe(sumOf(candidate.terms));
      }
    }),
    { numRuns: 150 },
  );
  expect(quiet).toBeGreaterThan(50);
});
