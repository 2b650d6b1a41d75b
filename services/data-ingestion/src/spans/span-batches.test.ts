import { topicSchemas, topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SpanRecord } from '../messages/trace-out.ts';
import { spanRecords } from '../sources/otlp/traces.ts';
import { span } from '../testing/span-loop.ts';
import { serviceKey, spanBatches } from './span-batches.ts';

const read = (messages: ReturnType<typeof spanBatches>) =>
  messages.flatMap(({ value }) => {
    const { resourceSpans } = topicSchemas[topics.otlpSpans].parse(JSON.parse(JSON.stringify(value)));
    const { spans, refused } = spanRecords(resourceSpans);
    expect(refused.count).toBe(0);
    return spans;
  });

const hex = (length: number) =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(...'123456789abcdef') });
const nanos = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
const tag = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anySpan: fc.Arbitrary<SpanRecord> = fc.record({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: fc.option(hex(16), { nil: undefined }),
  operation: fc.string(),
  service: fc.string({ minLength: 1 }).filter((name) => name.trim() !== ''),
  startNs: nanos,
  endNs: nanos,
  status: fc.constantFrom('unset', 'ok', 'error'),
  kind: fc.constantFrom('unspecified', 'internal', 'server', 'client', 'producer', 'consumer'),
  tags: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    tag,
    { noNullPrototype: true },
  ),
});

describe('span batches', () => {
  test('give the same spans when they are read', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 8 }), (spans) => {
        const order = (list: readonly SpanRecord[]) =>
          list
            .map((one) =>
              JSON.stringify(one, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
            )
            .sort();
        expect(order(read(spanBatches(spans, 'otlp')))).toEqual(order(spans));
      }),
    );
  });

  test('are one per service and site, in the order of their ends', () => {
    const batches = spanBatches(
      [
        span(1, 3_000),
        span(2, 1_000),
        span(3, 2_000, { service: 'db' }),
        span(4, 500, { tags: { site: 'lab' } }),
      ],
      'tempo',
    );
    expect(batches.map(({ key, headers }) => [key, headers])).toEqual([
      ['urn:aiops:service:service:default:shop', { 'aiops-rekeyed': '1' }],
      ['urn:aiops:service:service:default:db', { 'aiops-rekeyed': '1' }],
      ['urn:aiops:service:service:lab:shop', { 'aiops-rekeyed': '1' }],
    ]);
    expect(read(batches.slice(0, 1)).map(({ spanId }) => spanId)).toEqual([
      span(2, 0).spanId,
      span(1, 0).spanId,
    ]);
    expect(serviceKey('shop', {})).toBe(batches[0]?.key);
  });

  test('hold at most 500 spans and stay well below what a broker takes, whatever their attributes', () => {
    const many = Array.from({ length: 1_201 }, (_, id) => span(id, 1_000));
    expect(spanBatches(many, 'otlp')).toHaveLength(3);
    const tags = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`tag${i}`, '€'.repeat(10_000)]));
    const large = spanBatches([span(1, 0, { tags }), span(2, 1, { tags }), span(3, 2, { tags })], 'otlp');
    expect(large).toHaveLength(3);
    for (const { value } of large) expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThan(1_000_000);
  });

  test('have ids that follow from what they hold', () => {
    const [one, same, other] = [[span(1, 0)], [span(1, 0)], [span(2, 0)]].map(
      (spans) => spanBatches(spans, 'otlp')[0]?.id,
    );
    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});
