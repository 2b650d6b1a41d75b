import { describe, expect, test } from 'vitest';
import { statementsOf } from './statements-of.ts';

describe('a script', () => {
  test.each<[string, string, string[]]>([
    ['is cut at its semicolons', "SET 'a' = 'b';\nSELECT 1;\n", ["SET 'a' = 'b'", 'SELECT 1']],
    ['needs none after the last statement', 'SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['is not cut within a text', "SELECT 'a;''b;'; SELECT 2", ["SELECT 'a;''b;'", 'SELECT 2']],
    ['is not cut within a quoted name', 'SELECT `a;b`; SELECT 2', ['SELECT `a;b`', 'SELECT 2']],
    [
      'is not cut within a comment, which stays',
      "-- don't; really\nSELECT 1;",
      ["-- don't; really\nSELECT 1"],
    ],
    ['may end with a comment', 'SELECT 1;\n-- the end;\n', ['SELECT 1']],
    [
      'is not cut within a statement set',
      'EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; INSERT INTO b SELECT 1;\nEND;\nSELECT 3;',
      [
        'EXECUTE STATEMENT SET BEGIN\nINSERT INTO a SELECT CASE WHEN x THEN 1 END FROM t; INSERT INTO b SELECT 1;\nEND',
        'SELECT 3',
      ],
    ],
    [
      'may name columns after its words',
      'SELECT window_end, end_at FROM t; SELECT 2',
      ['SELECT window_end, end_at FROM t', 'SELECT 2'],
    ],
  ])('%s', (_what, script, statements) => {
    expect(statementsOf(script)).toEqual(statements);
  });
});
