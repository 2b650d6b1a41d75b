import { expect, test } from 'vitest';
import { sampleAnomaly, stamp } from '../testing/sample-incident.ts';
import { chartData, shortNumber } from './chart-data.ts';

const noon = Date.parse(stamp(0)) / 1_000;
const samples: [number, number][] = [
  [noon + 20, 3],
  [noon, 1],
  [noon + 20, 4],
  [noon + 10, 2],
];
const anomaly = sampleAnomaly('a', 'cpu', 10, { samples, expected: { lower: 0, mid: 1, upper: 2 } });

test('samples come in order, one of each time', () => {
  expect(chartData(anomaly)).toEqual({
    times: [noon, noon + 10, noon + 20],
    values: [1, 2, 3],
    band: { lower: 0, upper: 2 },
    span: { from: noon + 10, to: undefined },
  });
});

test('what ended is anomalous until its end', () => {
  expect(chartData({ ...anomaly, status: 'resolved', ended_at: stamp(15) })?.span).toEqual({
    from: noon + 10,
    to: noon + 15,
  });
});

test('without two samples there is nothing to draw', () => {
  expect(chartData({ ...anomaly, samples: samples.slice(0, 1) })).toBeUndefined();
  expect(chartData({ ...anomaly, samples: undefined })).toBeUndefined();
  expect(
    chartData({
      ...anomaly,
      samples: [
        [noon, Number.NaN],
        [noon + 1, 1],
      ],
    }),
  ).toBeUndefined();
});

test.each([
  [0, '0'],
  [42.123456, '42.12'],
  [0.0321, '0.0321'],
  [2_913, '2913'],
  [20_000, '20 k'],
  [418_984_606, '419 M'],
  [-4.2e9, '-4.2 G'],
  [7e12, '7 T'],
])('%f is written %s', (value, text) => {
  expect(shortNumber(value)).toBe(text);
});
