import { topics } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { ruleDriver, START } from '../testing/rule-driver.ts';

const iso = (second: number) => new Date((START + second) * 1000).toISOString();
const errors = { name: 'errors', metric: 'm', threshold: 10, hold: 60, per: ['slot'] };

test('the series of an entity with the same labels of per have one anomaly, whose hold goes from one to the other', () => {
  const t = ruleDriver([errors]);
  t.push('m', { slot: '1', port: 'a' }, [0, 11]);
  t.push('m', { slot: '1', port: 'b' }, [30, 20]);
  t.push('m', { slot: '1', port: 'a' }, [40, 5]);
  expect(t.read(topics.events)).toMatchObject([{ event_type: 'rule_pending', details: { since: iso(0) } }]);
  t.push('m', { slot: '1', port: 'b' }, [60, 22]);
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      rule: 'errors',
      labels: { slot: '1' },
      started_at: iso(0),
      value: 22,
      summary: 'm of a is 22.0, above its limit of 10 for 60 s (rule errors)',
    },
  ]);
  t.push('m', { slot: '1', port: 'a' }, [70, 5]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.push('m', { slot: '1', port: 'b' }, [80, 9]);
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', revision: 2, ended_at: iso(80) }]);
});

test('the worst value counts, and it is told of how many', () => {
  const severity = [
    { threshold: 10, severity: 'medium' },
    { threshold: 50, severity: 'critical' },
  ];
  const t = ruleDriver([{ name: 'errors', metric: 'm', per: [], severity }]);
  t.push('m', { port: 'a' }, [0, 11]);
  t.push('m', { port: 'b' }, [1, 60]);
  t.push('m', { port: 'c' }, [2, 12]);
  expect(t.read(topics.anomalies)).toMatchObject([
    { severity: 'medium', value: 11 },
    {
      severity: 'critical',
      value: 60,
      summary: 'm of a is 60.0, above its limit of 10, the worst of 2 series (rule errors)',
    },
  ]);
});

test('other values of the labels, a missing one and other entities are other groups', () => {
  const t = ruleDriver([{ ...errors, hold: 0 }]);
  t.push('m', { slot: '1', port: 'a' }, [0, 11]);
  t.push('m', { slot: '2', port: 'a' }, [0, 11]);
  t.push('m', { port: 'a' }, [0, 11]);
  t.push('m', { slot: '1', port: 'a', instance: 'b' }, [0, 11]);
  const anomalies = t.read(topics.anomalies);
  expect(anomalies.map(({ labels, entity_name }) => [entity_name, labels?.slot])).toEqual([
    ['a', '1'],
    ['a', '2'],
    ['a', undefined],
    ['b', '1'],
  ]);
  expect(new Set(anomalies.map(({ anomaly_id }) => anomaly_id)).size).toBe(4);
});

test('a rule that looks at each series alone goes on beside it', () => {
  const t = ruleDriver([
    { ...errors, hold: 0 },
    { name: 'alone', metric: 'm', threshold: 10 },
  ]);
  t.push('m', { slot: '1', port: 'a' }, [0, 11]);
  expect(t.read(topics.anomalies).map(({ rule }) => rule)).toEqual(['alone', 'errors']);
});

test('two rules with the same per share the anomaly of their group', () => {
  const t = ruleDriver([
    { ...errors, hold: 0, severity: 'low' },
    { ...errors, name: 'more', threshold: 20, hold: 0, severity: 'high' },
  ]);
  t.push('m', { slot: '1' }, [0, 11], [10, 21], [20, 11], [30, 1]);
  expect(t.read(topics.anomalies).map(({ rule, status, severity }) => [rule, status, severity])).toEqual([
    ['errors', 'firing', 'low'],
    ['errors', 'firing', 'high'],
    ['errors', 'resolved', 'high'],
  ]);
});

test('a series that the labels of the rule leave out neither counts nor ends anything', () => {
  const t = ruleDriver([{ ...errors, hold: 0, labels: { port: 'a' } }]);
  t.push('m', { slot: '1', port: 'b' }, [0, 50]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.push('m', { slot: '1', port: 'a' }, [10, 11]);
  t.push('m', { slot: '1', port: 'b' }, [20, 1]);
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'firing', value: 11 }]);
});

test.each([
  ['is gone', []],
  ['is grouped otherwise', [{ ...errors, hold: 0, per: [], threshold: 90 }]],
  ['is defined anew', [{ ...errors, hold: 0, threshold: 90 }]],
])('the anomaly of a group ends at the next sample of one of its series when its rule %s', (_how, next) => {
  const t = ruleDriver([{ ...errors, hold: 0 }]);
  t.push('m', { slot: '1', port: 'a' }, [0, 50]);
  t.push('m', { slot: '1', port: 'b' }, [1, 50]);
  t.read(topics.anomalies);
  t.restart();
  t.change(next);
  t.push('m', { slot: '1', port: 'b' }, [10, 50]);
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', ended_at: iso(10) }]);
  t.push('m', { slot: '1', port: 'a' }, [20, 50]);
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('a rule of a group that comes back begins anew', () => {
  const other = { ...errors, name: 'other', threshold: 1000 };
  const t = ruleDriver([errors, other]);
  t.push('m', { slot: '1' }, [0, 50]);
  t.change([other]);
  t.push('m', { slot: '1' }, [30, 50]);
  t.change([errors, other]);
  t.push('m', { slot: '1' }, [60, 50]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.push('m', { slot: '1' }, [120, 50]);
  expect(t.read(topics.anomalies)).toMatchObject([{ started_at: iso(60) }]);
});

test('a group ends when the last of its series that broke a rule is forgotten', () => {
  const t = ruleDriver([{ ...errors, hold: 0 }]);
  t.push('m', { slot: '1', port: 'a' }, [0, 11]);
  t.push('m', { slot: '1', port: 'b' }, [1800, 12]);
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'firing', labels: { slot: '1' } }]);
  const day = 86_400;
  for (let second = 3600; second <= day; second += 3600) t.push('other', {}, [second, 1]);
  expect(t.read(topics.anomalies)).toEqual([]);
  t.restart();
  t.push('other', {}, [day + 1800, 1]);
  expect(t.read(topics.anomalies)).toMatchObject([
    {
      status: 'resolved',
      revision: 2,
      ended_at: iso(day + 1800),
      summary: 'm of a has sent nothing for 86400 s and is no longer watched',
    },
  ]);
});
