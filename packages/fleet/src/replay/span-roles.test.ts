import { expect, test } from 'vitest';
import { caseNetwork } from './case-network.ts';
import type { CaseRecord } from './case-record.ts';
import { spanMessages } from './span-message.ts';
import { spanRoles } from './span-roles.ts';

type SpanEntry = Extract<CaseRecord, { readonly kind: 'spans' }>;

type Attribute = { readonly value: { readonly stringValue: string } };
type OtlpSpan = Readonly<Record<string, unknown>>;
type Resource = {
  readonly resource: { readonly attributes: readonly Attribute[] };
  readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
};

function span(entity: string, id: string, parent: string | null, more = {}): SpanEntry {
  const value = {
    ts: 1_700_000_000_000_123,
    dur: 2_000,
    entity,
    op: 'op',
    trace: 't',
    span: id,
    parent,
    ...more,
  };
  return { kind: 'spans', at: Math.ceil((value.ts + value.dur) / 1_000), value };
}

const spans = [
  span('web', '1', null),
  span('web', '2', '1'),
  span('cart', '3', '2'),
  span('cart', '4', '3'),
  span('db', '5', 'lost'),
  span('db', '2', null, { trace: 'other' }),
];

test('who caused whom tells which spans serve a request and which call somebody', () => {
  const roleOf = spanRoles(spans);
  expect(spans.map(({ value }) => roleOf(value))).toEqual([
    { kind: 2 },
    { kind: 3, peer: 'cart' },
    { kind: 2 },
    { kind: 1 },
    { kind: 2 },
    { kind: 2 },
  ]);
});

test('spans become OTLP resource spans, one resource for each service, moved as a whole', () => {
  const network = caseNetwork({ nodes: [{ id: 'web', type: 'service' }], edges: [] });
  const moved = spans.slice(0, 3).map((entry) => ({ ...entry, at: entry.at - 5_000 }));
  const [message, ...more] = spanMessages(moved, network, spanRoles(spans));
  expect(more).toEqual([]);
  expect(message?.topic).toBe('otlp_spans');
  const { resourceSpans } = message!.value as { resourceSpans: Resource[] };
  expect(resourceSpans.map(({ resource }) => resource.attributes[0]?.value.stringValue)).toEqual([
    'web',
    'cart',
  ]);
  const [first, second] = resourceSpans[0]!.scopeSpans[0]!.spans as [OtlpSpan, OtlpSpan];
  expect(first).toMatchObject({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: second.parentSpanId,
    kind: 2,
    startTimeUnixNano: '1699999995000123000',
    endTimeUnixNano: '1699999995002123000',
  });
  expect(second.attributes).toEqual([{ key: 'peer.service', value: { stringValue: 'cart' } }]);
});
