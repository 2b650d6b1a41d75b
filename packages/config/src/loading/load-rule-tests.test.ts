import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadRuleTests } from './load-rule-tests.ts';

const testdata = relative(process.cwd(), fileURLToPath(new URL('testdata', import.meta.url)));
const read = (name: string) => loadRuleTests({ file: `${testdata}/${name}.yml`, env: {} });

test('each test is read with its rule, its samples written out, and its place', () => {
  const rules = read('good.rule-language');
  expect(rules.map(({ rule }) => rule.name)).toEqual(['cpu_high', 'fans', 'latency_odd', 'queue_short']);
  const [text, stamps, number, series] = rules[3]?.tests ?? [];
  expect(text).toEqual({
    where: `${testdata}/good.rule-language.yml:25:11 anomaly_detection.rules.3.tests.0`,
    test: {
      name: 'text',
      expect: 'fires',
      at: 600_000,
      samples: [
        { at: 0, value: 4, labels: { a: 'b' } },
        { at: 300_000, value: 4, labels: { a: 'b' } },
        { at: 600_000, value: 4, labels: { a: 'b' } },
        { at: 900_000, value: -1.5, labels: { a: 'b' } },
      ],
    },
  });
  const noon = Date.UTC(2026, 0, 27, 12);
  expect(stamps?.test).toMatchObject({ at: noon, samples: [{ at: noon, value: 4, labels: {} }] });
  expect(number?.test.samples).toEqual([{ at: 0, value: 4, labels: {} }]);
  expect(series?.test.samples.map(({ labels }) => labels)).toEqual([{ a: 'b' }, { a: 'c' }]);
});

test('a file without rules, or that cannot be read, has no tests', () => {
  expect(read('good.empty')).toEqual([]);
  expect(read('bad.syntax')).toEqual([]);
  expect(loadRuleTests({ env: {}, directory: testdata })).toEqual([]);
});
