import { expect, test } from 'vitest';
import { qualityTable } from './quality-table.ts';

const found = { series: 10, found: 9, recall: 0.9, medianDelay: 30, p90Delay: 3_600 };
const missed = { series: 10, found: 0, recall: 0, medianDelay: null, p90Delay: null };
const kind = { series: 10, falseAnomalies: 4, falsePerSeries: 0.4, falseInWorst: 2 };

test('the tables name kinds and faults, and the kinds that miss the goal', () => {
  const table = qualityTable({
    series: 10,
    weeks: 4,
    seed: 1,
    kinds: {
      gaussian: { ...kind, faults: { spike: missed, 'flat-line': found } },
      steps: { ...kind, falsePerSeries: 1.01, faults: { spike: found } },
    },
  });
  expect(table.split('\n')).toEqual([
    '10 series of each kind, 4 weeks each, seed 1.',
    '',
    '| series | false anomalies in four weeks | in the worst series | at most 1 |',
    '| --- | ---: | ---: | ---: |',
    '| Gaussian noise | 0.40 | 2 | yes |',
    '| constant with rare steps | 1.01 | 2 | **no** |',
    '',
    'Faults that were found in percent, and the delay in minutes: median / 90th percentile.',
    '',
    '| series | 8 σ up, one sample | the same value for 1 h |',
    '| --- | ---: | ---: |',
    '| Gaussian noise | 0 | 90 (0.5 / 60) |',
    '| constant with rare steps | 90 (0.5 / 60) |  |',
  ]);
});
