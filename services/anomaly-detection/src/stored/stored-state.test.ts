import { configSchema } from '@aiops/config';
import { createEntityResolver, type Labels, seriesKey, topics } from '@aiops/contracts';
import type { KeyedState } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptySeries } from '../metrics/series.ts';
import { createAnomalyDetection } from '../service.ts';
import { entityRef } from '../subject.ts';
import { storedState } from './stored-state.ts';

const id = 'urn:aiops:device:server:dc1:web-01';
const read = (key: string, value: unknown) => storedState.read(key, storedState.write(key, value));

function seriesOf(
  labels: Labels,
  entity = entityRef(id, undefined, undefined),
  domain = 'dc1',
  metric = 'm',
) {
  const series = seriesKey(entity.id, metric, labels);
  return { key: `metrics/${series}`, value: emptySeries({ series, entity, domain, metric, labels }) };
}

describe('the stored state of a series', () => {
  test('gives back its subject, whatever names and labels it has, labels in the order in which they came', () => {
    const odd = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', '"', '{', '=', ',', '|', '\\', ' '), maxLength: 4 }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', '10', '9', ''),
    );
    const value = fc.oneof(odd, fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(odd, odd, fc.dictionary(odd, value), fc.boolean(), (name, metric, labels, isKnown) => {
        const entity = isKnown ? entityRef(id, undefined, undefined) : entityRef(name, 'router', metric);
        const series = seriesOf(labels, entity, isKnown ? 'dc1' : name, metric);
        expect(JSON.stringify(read(series.key, series.value))).toBe(JSON.stringify(series.value));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not repeat what its key says', () => {
    const { key, value } = seriesOf({ zone: 'first', host: 'a'.repeat(500) });
    expect(storedState.write(key, value)).not.toContain('aaa');
    expect(storedState.write(key, value).length).toBeLessThan(120);
  });

  test('keeps a name that is no valid Unicode, as which keys are stored', () => {
    const { key, value } = seriesOf({}, entityRef(id, undefined, undefined), 'dc1', 'half \ud800');
    const stored = Buffer.from(key).toString();
    expect(storedState.read(stored, storedState.write(key, value))).toEqual(value);
  });

  test.each([
    ['a name', seriesOf({}, { id, type: 'server', name: 'The web' })],
    ['a type', seriesOf({}, { id, type: 'router', name: 'web-01' })],
    ['a domain', seriesOf({}, entityRef(id, undefined, undefined), 'north')],
    ['a number as label', seriesOf({ port: 1 })],
    ['a blank label', seriesOf({ blank: ' ' })],
    ['an order of labels', seriesOf({ 9: 'x', b: 'y', '!': 'z' })],
  ])('keeps %s that its key does not say', (_what, { key, value }) => {
    expect(JSON.stringify(read(key, value))).toBe(JSON.stringify(value));
  });

  test('takes less than 2 KB after weeks, with all default detectors, and comes back to the last bit', () => {
    const entries = new Map<string, unknown>();
    const { anomaly_detection: config } = configSchema.parse({});
    const resolver = createEntityResolver([]);
    const detection = createAnomalyDetection({ config, resolver: () => resolver });
    const driver = testDriver({
      ...detection,
      task: (state: KeyedState, partition, partitions) => {
        const put = (key: string, value: unknown) => {
          entries.set(key, value);
          state.put(key, value);
        };
        return detection.task({ ...state, put }, partition, partitions);
      },
    });
    const labels = { instance: 'web-01:9100', host: 'web-01', job: 'node', site: 'dc1' };
    const key = resolver.resolve(labels).id;
    // Three weeks, a sample every ten minutes, with noise that never repeats itself.
    for (let step = 0; step < 3_000; step += 1) {
      const value = Math.round(1000 * (50 + 10 * Math.sin(step * step) + 5 * Math.sin(step / 23))) / 1000;
      driver.pipe(
        topics.metrics,
        { metric_name: 'metric', labels, values: [[1_700_000_040 + 600 * step, value]] },
        { key },
      );
    }
    const stored = [...entries].filter(([key]) => key.startsWith('metrics/'));
    expect(stored).toHaveLength(1);
    for (const [key, value] of stored) {
      const text = storedState.write(key, value);
      expect(JSON.stringify(storedState.read(key, text))).toBe(JSON.stringify(value));
      expect(JSON.stringify(value).length).toBeGreaterThan(3_500);
      expect(text.length).toBeLessThan(2_000);
      // No field is written out: all names are among the words.
      expect(text.slice(text.indexOf(' ') + 1)).toBe('gauge');
    }
  });
});

describe('the stored state of anything else', () => {
  test('comes back as it was', () => {
    const entity = { subject: { metric: 'entity/*' }, metrics: [null, { n: 30, mean: 0.1 + 0.2 }], rowAt: 1 };
    expect(read('entities/a', entity)).toEqual(entity);
    expect(storedState.write('logs/a', { n: 1 })).toBe('{"n":1}');
    expect(read('logs/a', { n: 1 })).toEqual({ n: 1 });
  });

  test('is refused when it cannot be read', () => {
    expect(() => storedState.read('metrics/a|m{}', '{"subject":{}}')).toThrow('This text is not packed');
  });
});
