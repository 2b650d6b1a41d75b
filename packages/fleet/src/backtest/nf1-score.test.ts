import { describe, expect, test } from 'vitest';
import { nf1Score } from './nf1-score.ts';
import type { ScoredFile } from './scored-file.ts';

/** A file whose scores are 0 but for the given rows, which have 1. */
function file(rows: number, alerts: number[], windows: [number, number][], scoreFromRow = 0): ScoredFile {
  const scores = new Float64Array(rows);
  for (const row of alerts) scores[row] = 1;
  return { name: 'a.csv', scores, scoreFromRow, windows: windows.map(([from, to]) => ({ from, to })) };
}

describe('nF1', () => {
  test('events found, events missed and notifications outside, counted by hand', () => {
    // 17 is five rows after the first event and still hits it; 70 is false, 99 goes on with it, 100 notifies again.
    const scored = file(
      1000,
      [17, 70, 99, 100],
      [
        [10, 12],
        [50, 55],
      ],
    );
    expect(nf1Score([scored])).toEqual({
      nf1: 2 / (2 + 1 + 2),
      threshold: 1,
      recall: 1 / 2,
      precision: 1 / 3,
      falseNotifications: 2,
    });
  });

  test('six rows after an event is too late', () => {
    expect(
      nf1Score([
        file(
          1000,
          [18, 50],
          [
            [10, 12],
            [50, 55],
          ],
        ),
      ]),
    ).toMatchObject({
      nf1: 0.5,
      falseNotifications: 1,
    });
  });

  test('an alert in the tolerance of one event and in the next hits both', () => {
    expect(
      nf1Score([
        file(
          1000,
          [15],
          [
            [10, 12],
            [14, 20],
          ],
        ),
      ]),
    ).toMatchObject({ nf1: 1, recall: 1 });
  });

  test('always-alert is among the thresholds, and wins where there is nothing better', () => {
    // Rows 10 to 17 and 50 to 60 belong to events: false at 0, 30, 61 and 91.
    expect(
      nf1Score([
        file(
          120,
          [17, 70, 99, 100],
          [
            [10, 12],
            [50, 55],
          ],
        ),
      ]),
    ).toEqual({
      nf1: 4 / (4 + 4),
      threshold: 0,
      recall: 1,
      precision: 2 / 6,
      falseNotifications: 4,
    });
  });

  test('the mean is over files with events, with one threshold for all', () => {
    const all = file(1000, [10], [[10, 12]]);
    const half = file(
      1000,
      [10],
      [
        [10, 12],
        [500, 501],
      ],
    );
    const noisyWithoutEvents = file(1000, [1, 100, 300], []);
    expect(nf1Score([all, half, noisyWithoutEvents])).toMatchObject({
      nf1: (1 + 2 / 3) / 2,
      recall: 2 / 3,
      precision: 1,
      falseNotifications: 0,
    });
  });

  test('the warm-up counts for nothing', () => {
    const scored = file(
      1000,
      [3, 40, 201],
      [
        [3, 5],
        [90, 102],
        [200, 202],
      ],
      100,
    );
    expect(nf1Score([scored])).toMatchObject({ recall: 1 / 2, falseNotifications: 0 });
  });

  test('without events there is no score', () => {
    expect(nf1Score([file(10, [1], [])])).toBeUndefined();
    expect(nf1Score([file(10, [1], [[0, 2]], 5)])).toBeUndefined();
  });
});
