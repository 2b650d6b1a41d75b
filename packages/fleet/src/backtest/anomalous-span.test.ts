import { expect, test } from 'vitest';
import { type AnomalousSpan, growSpans } from './anomalous-span.ts';

const series = (score: number) => ({ score, news: score, lower: 0, mid: 0, upper: 0 });

test('overlapping anomalies of the series are one span, also with calm rows in it, and its peak is kept', () => {
  const spans: AnomalousSpan[] = [];
  const row = (number: number, anomalyFrom: number, first: number, second: number) =>
    growSpans(spans, number, { score: first + second, anomalyFrom, series: [series(first), series(second)] });
  row(0, -1, 9, 9);
  row(4, 3, 2, 1);
  row(5, 3, 1, 4);
  row(6, -1, 0, 0);
  row(7, 3, 2, 2);
  row(9, 9, 1, 1);
  row(20, 20, 7, 0);
  row(21, -1, 9, 9);
  row(22, 18, 1, 1);
  expect(spans).toEqual([
    { from: 3, to: 7, peakRow: 5, peak: 4, metric: 1 },
    { from: 9, to: 9, peakRow: 9, peak: 1, metric: 0 },
    { from: 18, to: 22, peakRow: 20, peak: 7, metric: 0 },
  ]);
});
