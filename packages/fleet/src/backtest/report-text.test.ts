import { expect, test } from 'vitest';
import type { AnomalousSpan } from './anomalous-span.ts';
import { fileReport } from './file-report.ts';
import { reportText } from './report-text.ts';

const START = Date.UTC(2026, 0, 27, 12);
const rows = Array.from({ length: 1200 }, (_, row) => [row, -row]);
const table = {
  metrics: ['in', 'out\x1b[2J'],
  stamps: [],
  ats: rows.map((_, row) => START + 60_000 * row),
  rows,
};
/** An anomaly of three rows whose peak is in the second. */
const span = (from: number, peak: number, metric = 0): AnomalousSpan => ({
  from,
  to: from + 2,
  peakRow: from + 1,
  peak,
  metric,
});
const text = (spans: AnomalousSpan[], labelled = false) =>
  reportText({
    sources: [],
    files: [fileReport('a\n.csv', labelled, table, spans)],
    threshold: 2,
    rows: 1200,
    samples: 2400,
    seconds: 0.6,
  });

test('the five strongest anomalies of a file without labels are told, the highest first', () => {
  const spans = [span(10, 3), span(60, 5), span(120, 12.345, 1), span(180, 2), span(240, 4), span(300, 6)];
  expect(text(spans).split('\n').slice(0, 6)).toEqual([
    'a\ufffd.csv: 6 anomalies at threshold 2 in 1,200 rows; the 5 strongest:',
    '  12.35  2026-01-27T14:00:00.000Z to 2026-01-27T14:02:00.000Z  out\ufffd[2J was -121 at 2026-01-27T14:01:00.000Z',
    '   6.00  2026-01-27T17:00:00.000Z to 2026-01-27T17:02:00.000Z  in was 301 at 2026-01-27T17:01:00.000Z',
    '   5.00  2026-01-27T13:00:00.000Z to 2026-01-27T13:02:00.000Z  in was 61 at 2026-01-27T13:01:00.000Z',
    '   4.00  2026-01-27T16:00:00.000Z to 2026-01-27T16:02:00.000Z  in was 241 at 2026-01-27T16:01:00.000Z',
    '   3.00  2026-01-27T12:10:00.000Z to 2026-01-27T12:12:00.000Z  in was 11 at 2026-01-27T12:11:00.000Z',
  ]);
});

test('a file with labels has its row in the table instead', () => {
  expect(text([span(10, 3)], true)).toBe(
    '1 file, 1,200 rows, 2,400 samples in 0.6 s: 2,000 rows/s, 250.0 µs per sample\n',
  );
});

test('a file without anomalies says so', () => {
  expect(text([])).toContain('a\ufffd.csv: 0 anomalies at threshold 2 in 1,200 rows\n\n1 file, ');
});
