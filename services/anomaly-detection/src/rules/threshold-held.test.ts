import { type EventMessage, thresholdHeldSchema, topics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { ruleDriver, START } from '../testing/rule-driver.ts';

const simple = { name: 'busy', metric: 'cpu_usage', threshold: 90, hold: '5m', severity: 'high' };
const breach: [number, number][] = [
  [0, 95],
  [120, 96],
  [300, 97],
  [360, 98],
];
const held = (events: readonly EventMessage[]) =>
  events.filter(({ event_type: type }) => type === 'threshold_held');

describe('a simple rule', () => {
  test('whose hold is over is told once, at the sample at which it fires', () => {
    const t = ruleDriver([simple], { tellHeld: true });
    t.push('cpu_usage', { core: 1 }, ...breach);
    const events = held(t.read(topics.events));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      timestamp: new Date((START + 300) * 1_000).toISOString(),
      source: 'anomaly-detection',
      entity_name: 'a',
      summary: 'cpu_usage of a is 97.0, beyond 90 for 300 s',
    });
    expect(thresholdHeldSchema.parse(events[0]?.details)).toEqual({
      rule: 'busy',
      metric_name: 'cpu_usage',
      labels: { instance: 'a', core: 1 },
      threshold: 90,
      since: new Date(START * 1_000).toISOString(),
      held_seconds: 300,
      value: 97,
    });
    expect(t.read(topics.anomalies)).toHaveLength(1);
  });

  test('is told again after the value was back, or after a silence in which nobody knows it', () => {
    const t = ruleDriver([simple], { tellHeld: true });
    t.push('cpu_usage', {}, ...breach, [420, 50], [480, 95], [780, 95], [9_000, 95], [9_300, 95]);
    const since = held(t.read(topics.events)).map(
      ({ details }) => Date.parse(String(details?.since)) / 1_000,
    );
    expect(since).toEqual([START, START + 480, START + 9_000]);
  });

  test.each<[string, object]>([
    ['without a hold', { hold: '0s' }],
    ['with labels', { labels: { instance: 'a' } }],
    ['of a group', { per: ['instance'] }],
    ['with an own way to end', { clear: 50 }],
    ['with levels', { threshold: undefined, severity: [{ threshold: 90, severity: 'low' }] }],
    ['that is met at the threshold', { comparison: 'at_least' }],
  ])('is not one %s', (_what, more) => {
    const t = ruleDriver([{ ...simple, ...more }], { tellHeld: true });
    t.push('cpu_usage', {}, ...breach);
    expect(held(t.read(topics.events))).toEqual([]);
    expect(t.read(topics.anomalies).length).toBeGreaterThan(0);
  });
});

test('where Flink tells of it, the rule fires all the same and says nothing', () => {
  const t = ruleDriver([simple]);
  t.push('cpu_usage', {}, ...breach);
  expect(held(t.read(topics.events))).toEqual([]);
  expect(t.read(topics.anomalies)).toHaveLength(1);
});
