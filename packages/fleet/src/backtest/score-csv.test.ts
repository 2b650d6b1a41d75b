import { expect, test } from 'vitest';
import { parseDataTable } from './data-table.ts';
import { scoreCsv } from './score-csv.ts';

test('stamps stay as they stood in the file, also one with a comma, and scores lose no digit', () => {
  const { stamps } = parseDataTable('a.csv', 'timestamp,a\n1769515200,1\n"2026-01-27T12:00:01,5",2\n');
  expect(scoreCsv(stamps, Float64Array.of(0.1 + 0.2, 0))).toBe(
    'timestamp,score\n1769515200,0.30000000000000004\n"2026-01-27T12:00:01,5",0\n',
  );
});
