import { describe, expect, test } from 'vitest';
import { kindQuality } from './kind-quality.ts';

const outcome = (falseAnomalies: number, spike: number | null, shift?: number | null) => ({
  falseAnomalies,
  faults: [
    { fault: 'spike', delay: spike },
    ...(shift === undefined ? [] : [{ fault: 'shift', delay: shift }]),
  ],
});

describe('the quality of a kind', () => {
  test('false anomalies are told for a series and four weeks', () => {
    const quality = kindQuality([outcome(0, 0), outcome(3, 0)], 2);
    expect(quality).toMatchObject({ series: 2, falseAnomalies: 3, falsePerSeries: 3, falseInWorst: 3 });
  });

  test('recall counts the series that the fault suits, delays those in which it was found', () => {
    const { faults } = kindQuality(
      [outcome(0, 5), outcome(0, 0), outcome(0, null), outcome(0, 4, null), outcome(0, 2)],
      4,
    );
    expect(faults.spike).toEqual({ series: 5, found: 4, recall: 0.8, medianDelay: 90, p90Delay: 141 });
    expect(faults.shift).toEqual({ series: 1, found: 0, recall: 0, medianDelay: null, p90Delay: null });
    expect(Object.keys(faults)).toEqual(['spike', 'shift']);
  });
});
