import { describe, expect, test } from 'vitest';
import type { Rule } from './rule.ts';
import { type RuleTest, ruleTestFailures } from './rule-test.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const held: Rule = {
  name: 'cpu_high',
  metric: 'cpu_usage',
  comparison: 'above',
  threshold: 90,
  hold: 5 * MINUTE,
  severity: [
    { threshold: 90, severity: 'medium' },
    { threshold: 95, severity: 'critical' },
  ],
};

function failures(test: Partial<RuleTest>, values: number[], rule: Rule = held): string[] {
  const samples = values.map((value, i) => ({ at: i * MINUTE, value, labels: {} }));
  return ruleTestFailures(rule, { name: 't', expect: 'fires', samples, ...test }, HOUR);
}

const hot = [91, 91, 91, 91, 91, 96, 80];

test('a rule that does as expected has no failures', () => {
  expect(failures({ at: 5 * MINUTE, until: 6 * MINUTE, severity: 'critical' }, hot)).toEqual([]);
  expect(failures({ expect: 'pending', at: 0, until: 2 * MINUTE }, [91, 91, 80])).toEqual([]);
  expect(failures({ expect: 'quiet' }, [80, 90])).toEqual([]);
});

describe('what came instead is told', () => {
  test.each<[Partial<RuleTest>, number[], string]>([
    [{}, [91], 'expected it to fire, but it was only pending, since 0s'],
    [{}, [80], 'expected it to fire, but it never was broken'],
    [{ expect: 'quiet' }, hot, 'expected nothing, but it fired at 5m'],
    [{ expect: 'pending' }, hot, 'expected it to be pending and not to fire, but it fired at 5m'],
    [{ at: 6 * MINUTE }, hot, 'expected it to fire at 6m, but it did at 5m'],
    [{ until: 5 * MINUTE }, hot, 'expected it to fire until 5m, but it did until 6m'],
    [{ until: 5 * MINUTE }, hot.slice(0, 6), 'expected it to fire until 5m, but it did to the end'],
    [{ severity: 'medium' }, hot, 'expected severity medium, but it was critical'],
  ])('%o', (given, values, text) => {
    expect(failures(given, values)).toEqual([text]);
  });
});

test('times of a calendar are told as such', () => {
  const at = Date.UTC(2026, 0, 27, 12);
  const samples = [{ at, value: 95, labels: {} }];
  expect(ruleTestFailures(held, { name: 't', expect: 'quiet', samples }, HOUR)).toEqual([
    'expected nothing, but it was only pending, since 2026-01-27T12:00:00.000Z',
  ]);
});

test('only samples with the labels of the rule count, and per joins those of several series', () => {
  const at = (minute: number, iface: string, value: number) => ({
    at: minute * MINUTE,
    value,
    labels: { iface },
  });
  const samples = [
    at(0, 'eth0', 95),
    at(1, 'lo', 95),
    at(3, 'eth1', 95),
    at(4, 'eth0', 50),
    at(5, 'eth1', 95),
  ];
  const run = (rule: Rule, expected: RuleTest['expect']) =>
    ruleTestFailures(rule, { name: 't', expect: expected, samples }, HOUR);
  expect(run(held, 'pending')).toEqual([]);
  expect(run({ ...held, per: [] }, 'fires')).toEqual([]);
  expect(run({ ...held, per: ['iface'] }, 'pending')).toEqual([]);
  expect(run({ ...held, per: [], labels: { iface: ['eth1', 'lo'] } }, 'pending')).toEqual([]);
});

test('a span that a long silence cut off is over', () => {
  const samples = [0, 5, 70].map((minute) => ({ at: minute * MINUTE, value: 95, labels: {} }));
  const given: RuleTest = { name: 't', expect: 'fires', samples, at: 5 * MINUTE, until: 70 * MINUTE };
  expect(ruleTestFailures(held, given, HOUR)).toEqual([]);
});

test('deviations are measured from the expected value of the test', () => {
  const rule: Rule = { name: 'd', metric: 'm', hold: 0, min_deviation: 10, severity: 'low' };
  expect(failures({ expected: 50, expect: 'quiet' }, [59, 41], rule)).toEqual([]);
  expect(failures({ expected: 50, at: MINUTE }, [59, 40], rule)).toEqual([]);
});
