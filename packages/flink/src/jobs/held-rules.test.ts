import { configSchema } from '@aiops/config';
import { expect, test } from 'vitest';
import { heldRules, ruleRows } from './held-rules.ts';

const rulesOf = (...rules: object[]) =>
  heldRules(
    configSchema.parse({ anomaly_detection: { rules: rules.map((rule) => ({ metric: 'm', ...rule })) } }),
  );

test('rules that compare one series with a constant for a time are followed, all others are not', () => {
  const rule = { name: 'a', threshold: 1, hold: '2m' };
  expect(
    rulesOf(
      rule,
      { ...rule, name: 'b', comparison: 'below' },
      { ...rule, name: 'off', enabled: false },
      { ...rule, name: 'at once', hold: 0 },
      { ...rule, name: 'from on', comparison: 'at_least' },
      { name: 'range', hold: '2m', comparison: 'outside', range: [1, 2] },
      { name: 'levels', hold: '2m', severity: [{ threshold: 1, severity: 'low' }] },
      { ...rule, name: 'labels', labels: { host: 'x' } },
      { ...rule, name: 'clear', clear: 0.5 },
      { ...rule, name: 'per', per: ['host'] },
      { ...rule, name: 'deviation', min_deviation: 1 },
    ),
  ).toEqual([
    { name: 'a', metric: 'm', comparison: 'above', threshold: 1, hold: 120_000, gap: 3_600_000 },
    { name: 'b', metric: 'm', comparison: 'below', threshold: 1, hold: 120_000, gap: 3_600_000 },
  ]);
});

test('rows are SQL, also where a name holds a quote and where there are no rules', () => {
  const [rule] = rulesOf({ name: "it's", threshold: 0.5, hold: '1s' });
  expect(ruleRows(rule === undefined ? [] : [rule])).toContain("ROW(CAST('it''s' AS STRING), ");
  expect(ruleRows([])).toMatch(/^\s*ROW\(CAST\('' AS STRING\)/);
});
