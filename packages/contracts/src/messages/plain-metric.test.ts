import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricMessageSchema } from './metric-message.ts';
import { isPlainMetric } from './plain-metric.ts';

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1e15, 1e300));
const text = fc.constantFrom(
  '',
  'a',
  'ü',
  '12',
  'NaN',
  '2026-01-27T12:00:00',
  '2026-02-30',
  'now',
  '__proto__',
);
const odd = fc.oneof(text, number, fc.constantFrom<unknown>(null, true, [], {}, [1], [[1, 2]], { a: [] }));
const oneOf = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 20, arbitrary }, odd);
const sample = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(number, number) as fc.Arbitrary<unknown> },
  fc.array(odd, { maxLength: 3 }),
  odd,
);
const labels = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom('host', '1')), oneOf(fc.oneof(text, number))), {
    maxLength: 3,
  })
  .map((entries) => new Map(entries));
const field = {
  metric_name: oneOf(text),
  labels: oneOf(labels),
  values: oneOf(fc.array(sample, { maxLength: 3 })),
  timestamp: oneOf(fc.oneof(number, text)),
  source: oneOf(text),
  maintenance: odd,
  entity_id: oneOf(text),
  entity_type: oneOf(text),
  entity_name: oneOf(text),
  unknown: odd,
  ['__proto__']: odd,
};
const names = Object.keys(field) as (keyof typeof field)[];
const usualNames = names.filter((name) => !['maintenance', 'unknown', '__proto__'].includes(name));

/** JSON of an object whose names may be anything, in this order. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(',')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value) ?? 'null';
  return `{${[...value].map(([name, item]) => `${JSON.stringify(name)}:${json(item)}`).join(',')}}`;
}

/** Messages with some of the fields, mostly in the order of the schema. */
const message = fc
  .tuple(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .subarray(usualNames)
          .map((some) =>
            names.filter((name) => name === 'metric_name' || name === 'values' || some.includes(name)),
          ),
      },
      fc.shuffledSubarray(names),
    ),
    fc.record(field),
  )
  .map(([some, values]) => json(new Map(some.map((name) => [name, values[name]]))));

describe('a plain metric', () => {
  test('passes the schema, which gives the same value with its fields in the same order', () => {
    let plain = 0;
    fc.assert(
      fc.property(message, (line) => {
        const value: unknown = JSON.parse(line);
        if (!isPlainMetric(value)) return;
        plain += 1;
        const { success, data } = metricMessageSchema.safeParse(value);
        expect(success).toBe(true);
        expect(data).toEqual(value);
        expect(JSON.stringify(data)).toBe(JSON.stringify(value));
      }),
      { numRuns: 10_000 },
    );
    expect(plain).toBeGreaterThan(500);
  });

  test('is what the fleet writes', () => {
    const value = {
      metric_name: 'cpu_usage',
      labels: { instance: 'a', core: 1, busy: true, rack: null },
      values: [[1_700_000_000, 95.5]],
      timestamp: '2026-01-27T12:00:00Z',
      source: 'victoriametrics',
      entity_id: 'urn:aiops:device:server:default:a',
      entity_type: 'server',
      entity_name: 'a',
    };
    expect(isPlainMetric(value)).toBe(true);
    const { labels: _, ...bare } = value;
    expect(isPlainMetric(bare)).toBe(true);
  });

  test.each<[string, string]>([
    ['without a name', '{"values":[[1,2]]}'],
    ['with an empty name', '{"metric_name":"","values":[[1,2]]}'],
    ['without samples', '{"metric_name":"m"}'],
    ['with an empty list of samples', '{"metric_name":"m","values":[]}'],
    ['with numbers as text', '{"metric_name":"m","values":[["1","2"]]}'],
    ['with a number that is too large', '{"metric_name":"m","values":[[1,1e999]]}'],
    ['with a sample of three numbers', '{"metric_name":"m","values":[[1,2,3]]}'],
    ['with a stamp that is none', '{"metric_name":"m","values":[[1,2]],"timestamp":"now"}'],
    ['in another order', '{"values":[[1,2]],"metric_name":"m"}'],
    ['with a field that is not known', '{"metric_name":"m","values":[[1,2]],"more":1}'],
    ['with a label that is a list', '{"metric_name":"m","labels":{"a":[]},"values":[[1,2]]}'],
    ['with a label called __proto__', '{"metric_name":"m","labels":{"__proto__":"x"},"values":[[1,2]]}'],
    ['that is a list', '[]'],
    ['that is nothing', 'null'],
  ])('is not one %s', (_what, line) => {
    expect(isPlainMetric(JSON.parse(line))).toBe(false);
  });
});
