import { expect, test } from 'vitest';
import { differences } from './differences.ts';

const row = (series: string, value: number, at = 60) => ({ series, at, value });

test('rows that say the same do not differ, in whatever order they come and however often', () => {
  expect(
    differences([row('a', 1), row('b', 0.5)], [row('b', 0.5 + 1e-12), row('a', 1), row('a', 1)]),
  ).toEqual([]);
});

test('each row that is missing, is too much, or has another value is told', () => {
  const expected = [row('a', 1), row('b', 2), row('c', 0.5), row('d', 3)];
  expect(differences(expected, [row('b', 2 + 1e-12), row('c', 0.51), row('d', 3, 120), row('a', 1)])).toEqual(
    [
      'b at 60 should be 2, and is 2.000000000001',
      'c at 60 should be 0.5, and is 0.51',
      'd at 120 should not be there, and is 3',
      'd at 60 should be 3, and is not there',
    ],
  );
});

test('two values of one row are told, also where both are near enough', () => {
  expect(differences([row('a', 0.5)], [row('a', 0.5), row('a', 0.5 + 1e-12)])).toEqual([
    'a at 60 is 0.5 and 0.500000000001',
  ]);
});
