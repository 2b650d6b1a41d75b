import { expect, test } from 'vitest';
import { learnedRow, storedRow } from './stored-row.ts';

test('a row is kept with four digits, null where it is missing, and never too large to be squared', () => {
  expect(learnedRow(storedRow([Number.NaN, 1.23456, 1e300]))).toEqual([null, 1.235, 1e60]);
  expect(learnedRow(storedRow([]))).toEqual([]);
});

test('a row that is gathered costs a checkpoint no number', () => {
  expect(storedRow([Number.NaN, 1.23456, -0.5])).toBe('[null,1.235,-0.5]');
});
