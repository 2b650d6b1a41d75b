import { expect, test } from 'vitest';
import { sampleResult } from '../testing/sample-incident.ts';
import { largestPart, scoreParts } from './score-parts.ts';

const { candidates } = sampleResult().root_cause;

test('addends that count come first, with their signs; those that add nothing are left out', () => {
  const [first] = candidates;
  expect(first && scoreParts(first).map(({ term, points }) => [term.name, points])).toEqual([
    ['explains', 0.45],
    ['silent', -0.1],
    ['onset', 0.05],
  ]);
});

test('bars refer to the largest addend, and to something where there is none', () => {
  expect(largestPart(candidates)).toBe(0.45);
  expect(largestPart([])).toBe(0.1);
});
