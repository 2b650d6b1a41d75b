import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Labels } from './labels.ts';
import { readSeriesKey, seriesKey } from './series.ts';

const entity = 'urn:aiops:device:server:default:web-01';
const labels = fc.dictionary(fc.string(), fc.string(), { maxKeys: 5 });

describe('a series key', () => {
  test('is the entity, the metric and the labels in order of their names', () => {
    expect(seriesKey(entity, 'cpu_usage', { job: 'node', instance: 'web-01:9100' })).toBe(
      `${entity}|cpu_usage{instance="web-01:9100",job="node"}`,
    );
  });

  test('does not depend on the order of labels', () => {
    fc.assert(
      fc.property(labels, (given) => {
        const reversed = Object.fromEntries(Object.entries(given).reverse());
        expect(seriesKey(entity, 'm', reversed)).toBe(seriesKey(entity, 'm', given));
      }),
    );
  });

  test('takes a number for its text and a blank label for none', () => {
    expect(seriesKey(entity, 'm', { port: 1, blank: '', nothing: null })).toBe(
      seriesKey(entity, 'm', { port: '1' }),
    );
  });

  test('has label values as JSON, whatever characters they hold', () => {
    const values = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\\', '"', '\u007f', '\ud800'),
    );
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(value.trim() !== '');
        expect(seriesKey(entity, 'm', { a: value })).toBe(`${entity}|m{a=${JSON.stringify(value)}}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('is never shared by two series, however odd their names', () => {
    const odd = fc.string({ unit: fc.constantFrom('a', '"', '{', '}', '=', ',', '|', '\\'), maxLength: 6 });
    const series = fc.record({ metric: odd, labels: fc.dictionary(odd, odd, { maxKeys: 2 }) });
    const key = (one: { metric: string; labels: Labels }) => seriesKey(entity, one.metric, one.labels);
    const identity = (one: { metric: string; labels: Labels }) =>
      JSON.stringify([
        one.metric,
        Object.entries(one.labels)
          .filter(([, value]) => value !== '')
          .sort(),
      ]);
    fc.assert(
      fc.property(series, series, (one, other) => {
        expect(key(one) === key(other)).toBe(identity(one) === identity(other));
      }),
      { numRuns: 2000 },
    );
    expect(seriesKey(entity, 'm', { 'a="x",b': 'y' })).not.toBe(seriesKey(entity, 'm', { a: 'x', b: 'y' }));
  });
});

describe('what is read from a series key', () => {
  const odd = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', '{', '}', '=', ',', '|', '\\', '\n'), maxLength: 6 }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('__proto__', '7', ''),
  );

  test('is what it was made of, labels in the order of their names', () => {
    fc.assert(
      fc.property(odd, odd, fc.dictionary(odd, odd, { maxKeys: 4 }), (entityId, metric, given) => {
        const read = readSeriesKey(seriesKey(entityId, metric, given));
        const sorted = Object.entries(given)
          .filter(([, value]) => value.trim() !== '')
          .sort(([a], [b]) => (a < b ? -1 : 1));
        expect([read.entityId, read.metric]).toEqual([entityId, metric]);
        expect(read.labels).toEqual(Object.fromEntries(sorted));
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', 'a', 'a|m', 'a|m{', 'a|m{x}', 'a|m{x="1"', 'a|m{x=1}'])('%s is no key', (text) => {
    expect(() => readSeriesKey(text)).toThrow('no series has the key');
  });
});
