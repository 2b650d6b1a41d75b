import type { Runbook } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { appliesTo, matchRunbooks, type RunbookSubject } from './match-runbooks.ts';

function runbook(name: string, conditions: Runbook['conditions']): Runbook {
  return {
    name,
    description: '',
    version: 1,
    conditions,
    steps: [{ name: 's', type: 'script', script: 's' }],
  };
}

describe('appliesTo', () => {
  const subject: RunbookSubject = {
    metric_name: 'cpu_usage',
    severity: 'high',
    entity_id: 'urn:aiops:device:server:lab:a',
    labels: { job: 'node', core: 3 },
    value: 95,
  };
  const cases: [name: string, conditions: Runbook['conditions'], applies: boolean][] = [
    ['the very metric', { metric_name: 'cpu_usage' }, true],
    ['another metric', { metric_name: 'cpu' }, false],
    ['a list of metrics', { metric_name: ['load', 'cpu_usage'] }, true],
    ['a severity means at least that one', { severity: 'medium' }, true],
    ['a severity above', { severity: 'critical' }, false],
    ['a list of severities means one of them', { severity: ['medium', 'critical'] }, false],
    ['the type stands in the entity id', { entity_type: 'server' }, true],
    ['another type', { entity_type: ['switch', 'router'] }, false],
    ['all labels hold, numbers as text', { labels: { job: 'node', core: '3' } }, true],
    ['a label is missing', { labels: { job: 'node', rack: '1' } }, false],
    ['a value above the bound', { value: { above: 90 } }, true],
    ['a value at the bound', { value: { above: 95 } }, false],
    ['a value that had to be below', { value: { above: 1, below: 90 } }, false],
    ['one condition of two holds', { metric_name: 'cpu_usage', entity_type: 'switch' }, false],
  ];
  test.each(cases)('%s', (_name, conditions, applies) => {
    expect(appliesTo(runbook('r', conditions), subject)).toBe(applies);
  });

  test('what an anomaly does not tell meets no condition', () => {
    for (const conditions of [
      { severity: 'low' },
      { entity_type: 'server' },
      { metric_name: 'x' },
      { value: { above: 0 } },
    ] as const) {
      expect(appliesTo(runbook('r', conditions), {})).toBe(false);
    }
  });
});

describe('matchRunbooks', () => {
  const forCause = runbook('b-cause', { metric_name: 'link_down' });
  const narrow = runbook('c-cause', { metric_name: 'link_down', entity_type: 'switch' });
  const forVictim = runbook('a-victim', {
    metric_name: 'response_time',
    entity_type: 'server',
    severity: 'high',
  });
  const twin = runbook('a-cause', { metric_name: 'link_down' });
  const none = runbook('none', { metric_name: 'fan_speed' });

  test('the cause comes before effects, then the more specific, then the name', () => {
    const expected = ['c-cause', 'a-cause', 'b-cause', 'a-victim'];
    const all = [none, forVictim, forCause, twin, narrow];
    for (const order of [all, [...all].reverse()]) {
      expect(matchRunbooks(order, sampleIncident()).map((match) => match.runbook.name)).toEqual(expected);
    }
  });

  test('a match tells the anomaly that it was made on', () => {
    expect(matchRunbooks([forVictim, narrow], sampleIncident())).toMatchObject([
      { on: 'cause', anomaly: { entity_name: 'rack-sw-1', metric_name: 'link_down' } },
      { on: 'effect', anomaly: { entity_name: 'server-1', metric_name: 'response_time' } },
    ]);
  });

  test('a condition on the cause looks at the anomaly of the root cause, whatever anomaly the others hold for', () => {
    const errors = (cause: Runbook['conditions']['cause']) =>
      runbook('errors', { metric_name: 'error_logs', ...(cause === undefined ? {} : { cause }) });
    const names = (one: Runbook, cause = {}) =>
      matchRunbooks([one, errors(undefined)], sampleIncident({}, cause)).length;
    expect(names(errors({ metric_name: ['link_down', 'x'], entity_type: 'switch' }))).toBe(2);
    expect(names(errors({ metric_name: 'link_down', entity_type: 'server' }))).toBe(1);
    expect(names(errors({ metric_name: 'error_logs' }))).toBe(1);
    expect(names(errors({ metric_name: 'link_down' }), { root_cause_anomaly: null })).toBe(1);
  });

  test('a cause that fell silent is one, although nothing else is concluded from it', () => {
    const silent = sampleAnomaly('a', 'server', 'cpu_usage', 0, { anomaly_type: 'staleness' });
    const result = sampleIncident({}, { root_cause_anomaly: silent });
    const one = runbook('errors', { metric_name: 'error_logs', cause: { metric_name: 'cpu_usage' } });
    expect(matchRunbooks([one], result)).toMatchObject([{ on: 'effect' }]);
  });

  test('without a known cause every anomaly is an effect', () => {
    const result = sampleIncident({}, { root_cause_anomaly: null });
    expect(matchRunbooks([forCause, forVictim], result).map(({ on }) => on)).toEqual(['effect', 'effect']);
  });

  test('a silent series is not taken for a high one', () => {
    const stale = sampleAnomaly('a', 'server', 'cpu_usage', 0, { anomaly_type: 'staleness' });
    const result = sampleIncident(
      { trigger_anomaly: stale, correlated_anomalies: [] },
      { root_cause_anomaly: stale },
    );
    expect(matchRunbooks([runbook('cpu', { metric_name: 'cpu_usage' })], result)).toEqual([]);
  });
});
