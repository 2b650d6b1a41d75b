import type { Labels } from '@aiops/contracts';
import type { SpanRecord } from '../messages/trace-out.ts';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;
/** A longer attribute is cut: it helps nobody and could make a message too large for a broker. */
const MAX_TEXT = 8_192;

/** The order of spans that does not depend on how they came: by end, then by ids. */
export function canonicalOrder(a: SpanRecord, b: SpanRecord): number {
  if (a.endNs !== b.endNs) return a.endNs < b.endNs ? -1 : 1;
  const [one, other] = [a.traceId + a.spanId, b.traceId + b.spanId];
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * A span as OTLP/JSON: hex ids, 64-bit integers as text, enums as numbers. Reading it again gives the same span. Attributes beyond
 * `maxLength` characters of JSON in all are left out.
 */
export function otlpSpan(span: SpanRecord, maxLength: number): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name: span.operation.slice(0, MAX_TEXT),
    kind: KINDS.indexOf(span.kind),
    startTimeUnixNano: String(span.startNs),
    endTimeUnixNano: String(span.endNs),
    attributes: attributesOf(span.tags, maxLength),
    status: { code: STATUSES.indexOf(span.status) },
  };
}

function attributesOf(tags: Labels, maxLength: number): object[] {
  let left = maxLength;
  return Object.entries(tags)
    .map(([key, value]) => ({ key, value: anyValue(value) }))
    .filter((attribute) => {
      left -= JSON.stringify(attribute).length;
      return left >= 0;
    });
}

function anyValue(value: Labels[string]): object {
  if (typeof value === 'string') return { stringValue: value.slice(0, MAX_TEXT) };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value !== 'number') return {};
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
