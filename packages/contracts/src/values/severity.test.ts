import { expect, test } from 'vitest';
import { severityOf, severityRank } from './severity.ts';

test('severity rises with the score: medium from 2, high from 3, critical from 5', () => {
  expect([0, 1.99, 2, 2.99, 3, 4.99, 5, 100].map(severityOf)).toEqual([
    'low',
    'low',
    'medium',
    'medium',
    'high',
    'high',
    'critical',
    'critical',
  ]);
});

test('severities are ordered from low to critical', () => {
  expect((['low', 'medium', 'high', 'critical'] as const).map(severityRank)).toEqual([0, 1, 2, 3]);
});
