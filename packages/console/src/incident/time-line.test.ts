import { expect, test } from 'vitest';
import { sampleAnomaly, sampleResult, stamp } from '../testing/sample-incident.ts';
import { timeLineOf } from './time-line.ts';

test('lanes come in the order of onset, with how much later they began', () => {
  const { lanes } = timeLineOf(sampleResult());
  expect(lanes.map(({ subject, later }) => [subject.name, later])).toEqual([
    ['tor-1', 0],
    ['web-1', 10_000],
    ['web-2', 20_000],
  ]);
});

test('what goes on lasts until the newest news, what ended until its end', () => {
  const ended = sampleAnomaly('web-1', 'cpu', 10, { status: 'resolved', ended_at: stamp(30) });
  const { from, to, lanes } = timeLineOf(
    sampleResult({ correlated_anomalies: [{ event: ended, score: 1, time_diff: 0 }] }),
  );
  const at = (share: number | undefined) => Math.round((from + (share ?? 0) * (to - from)) / 1_000) * 1_000;
  const [cause, victim] = lanes;
  expect(at(cause?.bars[0]?.to)).toBe(Date.parse(stamp(60)));
  expect([at(victim?.bars[0]?.from), at(victim?.bars[0]?.to)]).toEqual([
    Date.parse(stamp(10)),
    Date.parse(stamp(30)),
  ]);
});

test('every bar lies inside and can be seen, also that of a moment', () => {
  const result = sampleResult(
    { timestamp: stamp(0), correlated_anomalies: [] },
    { root_cause_anomaly: null },
  );
  const { lanes } = timeLineOf(result);
  for (const { from, to } of lanes.flatMap(({ bars }) => bars)) {
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(1);
    expect(to - from).toBeGreaterThan(0.005);
  }
});

test('a change that speaks for a candidate has its place, also before everything else', () => {
  const inputs = { kind: 'deployment', at: Date.parse(stamp(-60)) };
  const term = { name: 'change', value: 1, weight: 1, why: 'deployment of tor-1', inputs };
  const { changes } = timeLineOf(
    sampleResult(
      {},
      {
        candidates: [{ device: 'tor-1', confidence: 1, score: 1, terms: [term], evidence: [], against: [] }],
      },
    ),
  );
  expect(changes).toMatchObject([{ device: 'tor-1', text: 'deployment of tor-1' }]);
  expect(changes[0]?.place).toBeCloseTo(0.03, 1);
});
