import { topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ruleDriver, START } from '../testing/rule-driver.ts';

const iso = (second: number) => new Date((START + second) * 1000).toISOString();

describe('what a rule says', () => {
  const said = (rule: object, ...values: number[]) => {
    const t = ruleDriver([{ name: 'r', metric: 'm', ...rule }]);
    t.push('m', {}, ...values.map((value, i): [number, number] => [10 * i, value]));
    const [anomaly] = t.read(topics.anomalies);
    return [anomaly?.summary, anomaly?.reason, anomaly?.contributions?.[0]?.detail];
  };

  test.each([
    ['above', 11, 'm of a is 11.0, above its limit of 10 (rule r)', 'above 10'],
    ['below', 9, 'm of a is 9.0, below its limit of 10 (rule r)', 'below 10'],
    ['at_least', 10, 'm of a is 10.0, at or above its limit of 10 (rule r)', 'at or above 10'],
    ['at_most', 10, 'm of a is 10.0, at or below its limit of 10 (rule r)', 'at or below 10'],
    ['equal', 10, 'm of a is 10.0, equal to 10 (rule r)', 'equal to 10'],
    ['not_equal', 9, 'm of a is 9.0, other than 10 (rule r)', 'other than 10'],
  ])('%s 10', (comparison, value, summary, reason) => {
    const detail = `${value.toFixed(1)} is ${reason}`;
    expect(said({ comparison, threshold: 10 }, value)).toEqual([summary, reason, detail]);
  });

  test('of a range', () => {
    expect(said({ comparison: 'outside', range: [1, 2] }, 3)[0]).toBe(
      'm of a is 3.0, outside 1 to 2 (rule r)',
    );
    expect(said({ comparison: 'inside', range: [1, 2] }, 2)[1]).toBe('inside 1 to 2');
  });

  test('of a hold, and what its author says of it', () => {
    expect(said({ threshold: 10, hold: 10, summary: 'Too many of them' }, 11, 12)).toEqual([
      'Too many of them: m of a is 12.0, above its limit of 10 for 10 s (rule r)',
      'above 10 for 10 s',
      '12.0 is above 10 for 10 s',
    ]);
  });

  test('of a deviation', () => {
    const calm = Array.from({ length: 60 }, (_, i) => 20 + (i % 2));
    expect(said({ min_deviation: 5, min_relative_deviation: 0.3 }, ...calm, 27)).toEqual([
      'm of a is 27.0, 5 and 30 % from the expected value, where 20.5 was expected (rule r)',
      '5 and 30 % from the expected value',
      '27.0 is 5 and 30 % from the expected value, where 20.5 was expected',
    ]);
    expect(said({ comparison: 'above', min_deviation: 5 }, ...calm, 27)[1]).toBe(
      '5 above the expected value',
    );
  });

  test('of what is pending', () => {
    const t = ruleDriver([{ name: 'r', metric: 'm', comparison: 'below', threshold: 10, hold: '5m' }]);
    t.push('m', {}, [0, 9]);
    expect(t.read(topics.events)).toMatchObject([
      { summary: 'm of a is 9.0 (below 10); 300 s more of it would fire r', details: { threshold: 10 } },
    ]);
  });
});

test('before the detectors know what to expect, nothing deviates', () => {
  const t = ruleDriver([{ name: 'r', metric: 'm', min_deviation: 1 }]);
  t.push('m', {}, [0, 1], [10, 1000], [20, 1]);
  expect(t.read(topics.anomalies)).toEqual([]);
});

test('an anomaly becomes more severe with each level that is reached, and keeps the worst', () => {
  const severity = [
    { threshold: 10, severity: 'low' },
    { threshold: 20, severity: 'high' },
    { threshold: 30, severity: 'critical' },
  ];
  const t = ruleDriver([{ name: 'r', metric: 'm', severity }]);
  t.push('m', {}, [0, 11], [10, 12], [20, 35], [30, 25], [40, 10]);
  const anomalies = t.read(topics.anomalies);
  expect(anomalies.map((anomaly) => [anomaly.status, anomaly.severity])).toEqual([
    ['firing', 'low'],
    ['firing', 'critical'],
    ['resolved', 'critical'],
  ]);
});

test('a value between clear and the threshold neither opens an anomaly nor ends one', () => {
  const t = ruleDriver([{ name: 'r', metric: 'm', threshold: 90, clear: 80, clear_hold: 60 }]);
  t.push('m', {}, [0, 85], [10, 91], [20, 85], [30, 80], [60, 79]);
  expect(t.read(topics.anomalies)).toMatchObject([{ status: 'firing', started_at: iso(10) }]);
  t.push('m', {}, [90, 79]);
  expect(t.read(topics.anomalies)).toMatchObject([
    { status: 'resolved', ended_at: iso(30), timestamp: iso(90) },
  ]);
});

test('a rule sees only series with its labels', () => {
  const t = ruleDriver([{ name: 'r', metric: 'm', threshold: 1, labels: { device: ['sda', 'nvme*'] } }]);
  for (const device of ['sda', 'sdb', 'nvme0n1', '__proto__']) t.push('m', { device }, [0, 2]);
  t.push('m', {}, [0, 2]);
  expect(t.read(topics.anomalies).map(({ labels }) => labels?.device)).toEqual(['sda', 'nvme0n1']);
});

test('a rule may have any name', () => {
  const t = ruleDriver([{ name: '__proto__', metric: 'm', threshold: 1, hold: 10 }]);
  t.push('m', {}, [0, 2], [10, 2], [20, 1]);
  expect(t.read(topics.anomalies)).toMatchObject([{ rule: '__proto__' }, { status: 'resolved' }]);
});

describe('other rules', () => {
  const rule = { name: 'r', metric: 'm', threshold: 90, hold: 60 };

  test('resolve what a rule that is gone had opened, at the next sample of the series', () => {
    const t = ruleDriver([rule]);
    t.push('m', {}, [0, 95], [60, 95]);
    t.change([]);
    expect(t.read(topics.anomalies)).toHaveLength(1);
    t.push('m', {}, [70, 95]);
    expect(t.read(topics.anomalies)).toMatchObject([{ status: 'resolved', ended_at: iso(70) }]);
  });

  test('that come back begin anew', () => {
    const t = ruleDriver([rule]);
    t.push('m', {}, [0, 95], [30, 95]);
    t.change([]);
    t.push('m', {}, [40, 95]);
    t.change([rule]);
    t.push('m', {}, [60, 95]);
    expect(t.read(topics.anomalies)).toEqual([]);
    t.push('m', {}, [120, 95]);
    expect(t.read(topics.anomalies)).toMatchObject([{ started_at: iso(60) }]);
  });

  test('begin their hold anew when they are defined anew', () => {
    const t = ruleDriver([rule]);
    t.push('m', {}, [0, 95]);
    t.change([{ ...rule, threshold: 80 }]);
    t.push('m', {}, [60, 95]);
    expect(t.read(topics.anomalies)).toEqual([]);
    expect(t.read(topics.events)).toHaveLength(2);
    t.push('m', {}, [120, 95]);
    expect(t.read(topics.anomalies)).toMatchObject([{ started_at: iso(60) }]);
  });

  test('in words or severity go on with the hold', () => {
    const t = ruleDriver([rule]);
    t.push('m', {}, [0, 95]);
    t.change([
      { ...rule, severity: 'low', summary: 'Hot' },
      { name: 'new', metric: 'm', threshold: 99 },
    ]);
    t.push('m', {}, [60, 95]);
    expect(t.read(topics.anomalies)).toMatchObject([{ severity: 'low', started_at: iso(0) }]);
  });

  test('never judge a part of a message', () => {
    const t = ruleDriver([rule]);
    t.push('m', {}, [0, 95], [30, 95], [60, 95]);
    t.push('m', {}, [70, 95]);
    expect(t.asked()).toBe(2);
  });
});

test('a restart between any two messages changes nothing, whatever the rules', () => {
  const rules = [
    { name: 'held', metric: 'm', threshold: 90, hold: 30, clear: 85, clear_hold: 20 },
    { name: 'range', metric: 'm', comparison: 'outside', range: [20, 97], labels: { port: ['a', 'b*'] } },
    { name: 'odd', metric: 'm', min_deviation: 30, hold: 10 },
    { name: 'all', metric: 'm', threshold: 90, per: [], hold: 40 },
    { name: 'slot', metric: 'm', comparison: 'below', threshold: 60, per: ['slot'], clear: 70 },
  ];
  const sample = fc.record({
    port: fc.constantFrom('a', 'b1', 'c'),
    slot: fc.constantFrom('1', '2'),
    gap: fc.constantFrom(0, 5, 20, 4000),
    value: fc.constantFrom(10, 50, 65, 80, 88, 95, 99),
  });
  // Whatever is drawn: in this one each of these rules fires.
  const stretch = (port: string, value: number) =>
    Array.from({ length: 15 }, () => ({ port, slot: '1', gap: 20, value }));
  const example = [...stretch('c', 99), ...stretch('a', 10), ...stretch('a', 99)];
  const found = new Set<string>();
  fc.assert(
    fc.property(fc.array(sample, { minLength: 30, maxLength: 120 }), (samples) => {
      const run = (restarts: boolean) => {
        const t = ruleDriver(rules);
        let second = 0;
        for (const { port, slot, gap, value } of samples) {
          second += gap;
          t.push('m', { port, slot }, [second, value]);
          if (restarts) t.restart();
        }
        return [...t.readMessages(topics.anomalies), ...t.readMessages(topics.events)];
      };
      const expected = run(false);
      expect(run(true)).toEqual(expected);
      for (const { value } of expected) found.add(String((value as { rule?: string }).rule));
    }),
    { numRuns: 25, examples: [[example]] },
  );
  expect([...found]).toEqual(expect.arrayContaining(['held', 'range', 'all', 'slot']));
}, 60_000);
