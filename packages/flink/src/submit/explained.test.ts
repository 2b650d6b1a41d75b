import { expect, test } from 'vitest';
import { explained } from './explained.ts';

test('an INSERT and a STATEMENT SET are planned, whatever comments stand before them', () => {
  expect(explained('INSERT INTO a SELECT 1')).toBe('EXPLAIN INSERT INTO a SELECT 1');
  expect(explained('-- rows\n\n  -- of all\nINSERT INTO a SELECT 1')).toBe(
    '-- rows\n\n  -- of all\nEXPLAIN INSERT INTO a SELECT 1',
  );
  expect(explained('execute STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nEND')).toBe(
    'EXPLAIN STATEMENT SET BEGIN\nINSERT INTO a SELECT 1;\nEND',
  );
});
