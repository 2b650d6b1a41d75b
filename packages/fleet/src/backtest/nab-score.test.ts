import { describe, expect, test } from 'vitest';
import { nabScore } from './nab-score.ts';
import type { ScoredFile } from './scored-file.ts';

/** A file whose scores are 0 but for the given rows. */
function file(rows: number, alarms: Record<number, number>, windows: [number, number][], scoreFromRow = 0) {
  const scores = new Float64Array(rows);
  for (const [row, score] of Object.entries(alarms)) scores[Number(row)] = score;
  const scored: ScoredFile = {
    name: 'a.csv',
    scores,
    scoreFromRow,
    windows: windows.map(([from, to]) => ({ from, to })),
  };
  return scored;
}
const standard = (...files: ScoredFile[]) => nabScore(files)?.standard.score;

describe('the NAB score', () => {
  test('a hit at the first row of each window and nothing else is 100', () => {
    expect(nabScore([file(10, { 4: 1 }, [[4, 5]])])).toEqual({
      standard: { score: 100, threshold: 1 },
      rewardLowFp: { score: 100, threshold: 1 },
      rewardLowFn: { score: 100, threshold: 1 },
    });
  });

  test('a later hit is worth less', () => {
    // Half of the window is left: (2 / (1 + e^-2.5) - 1) / (2 / (1 + e^-5) - 1) = 0.848284 / 0.986614 = 0.859792.
    expect(standard(file(10, { 5: 1 }, [[4, 5]]))).toBeCloseTo((100 * (0.859792 + 1)) / 2, 3);
  });

  test('only the best hit of a window counts', () => {
    expect(standard(file(10, { 4: 1, 5: 1 }, [[4, 5]]))).toBe(100);
  });

  test('a false alarm costs what the profile says', () => {
    const score = nabScore([file(10, { 0: 1, 4: 1 }, [[4, 5]])]);
    expect(score?.standard.score).toBeCloseTo((100 * (1 - 0.11 + 1)) / 2, 10);
    expect(score?.rewardLowFp.score).toBeCloseTo((100 * (1 - 0.22 + 1)) / 2, 10);
    expect(score?.rewardLowFn.score).toBeCloseTo((100 * (1 - 0.11 + 2)) / 3, 10);
  });

  test('one soon after the window costs less than one far away', () => {
    // A tenth of the width after an 11 row window: 2 / (1 + e^0.5) - 1 = -0.244919.
    expect(standard(file(60, { 5: 1, 16: 1 }, [[5, 15]]))).toBeCloseTo((100 * (2 - 0.11 * 0.244919)) / 2, 4);
    // 3.1 widths later: in full.
    expect(standard(file(60, { 5: 1, 46: 1 }, [[5, 15]]))).toBeCloseTo((100 * (2 - 0.11)) / 2, 10);
    // After a window of one row: in full at once.
    expect(standard(file(60, { 5: 1, 6: 1 }, [[5, 5]]))).toBeCloseTo((100 * (2 - 0.11)) / 2, 10);
  });

  test('the threshold is the best one for all files together, and rows with equal scores alarm together', () => {
    const good = file(10, { 4: 3 }, [[4, 5]]);
    const noisy = file(10, { 0: 2, 1: 2, 6: 2 }, [[6, 7]]);
    // At 2: both hit, two false alarms. At 3: one hit, one missed.
    expect(nabScore([good, noisy])?.standard).toEqual({ score: (100 * (2 - 0.22 + 2)) / 4, threshold: 2 });
    const veryNoisy = file(30, Object.fromEntries(Array.from({ length: 26 }, (_, i) => [i, 2])), [[25, 26]]);
    expect(nabScore([good, veryNoisy])?.standard).toEqual({ score: 50, threshold: 3 });
  });

  test('silence is 0, and better than only false alarms', () => {
    expect(nabScore([file(10, { 0: 1 }, [[4, 5]])])?.standard.score).toBeGreaterThanOrEqual(0);
    const late = file(2000, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, 1])), [
      [1998, 1999],
    ]);
    late.scores.fill(1);
    expect(nabScore([late])?.standard).toEqual({ score: 0, threshold: Number.POSITIVE_INFINITY });
  });

  test('a window in the warm-up cannot be hit, and is missing from 100', () => {
    const scored = file(
      20,
      { 10: 1, 2: 9, 0: 9 },
      [
        [2, 3],
        [10, 11],
      ],
      5,
    );
    expect(standard(scored)).toBeCloseTo((100 * (1 + 1)) / (2 + 1), 10);
  });

  test('without windows there is no score', () => {
    expect(nabScore([file(10, { 1: 1 }, [])])).toBeUndefined();
  });
});
