import {
  type Counted,
  contentId,
  formatTimestamp,
  type Labels,
  SPAN_WINDOW_MS,
  type Span,
  topics,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { nsToMs } from '../plan-window.ts';
import { sortedLabels } from './entity-labels.ts';

/** One span, whichever encoding it came in. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly operation: string;
  readonly service: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly status: NonNullable<Span['status']>;
  readonly kind: NonNullable<Span['kind']>;
  readonly tags: Labels;
}

/** A span with what it counts for, where Flink makes the figures. */
export interface TracedSpan extends SpanRecord {
  readonly counted?: Counted;
}

/** A larger trace goes out in several messages, so that none outgrows what a broker takes. */
const MAX_SPANS = 500;

/**
 * Messages of `aiops.traces`: one per trace (more above 500 spans, and one per minute in which its spans count), keyed by trace id. A span
 * given twice counts once.
 */
export function tracesOut(spans: readonly TracedSpan[], at: number, source: string): OutMessage[] {
  const byTrace = new Map<string, Map<string, TracedSpan>>();
  for (const span of spans) {
    const trace = byTrace.get(span.traceId) ?? new Map<string, TracedSpan>();
    byTrace.set(span.traceId, trace);
    if (!trace.has(span.spanId)) trace.set(span.spanId, span);
  }
  return [...byTrace].flatMap(([traceId, trace]) => {
    const ordered = [...trace.values()].sort(byStart);
    return byMinute(ordered).flatMap((minute) => {
      const parts: OutMessage[] = [];
      for (let start = 0; start < minute.length; start += MAX_SPANS)
        parts.push(traceOut(traceId, minute.slice(start, start + MAX_SPANS), at, source));
      return parts;
    });
  });
}

/**
 * Spans by the minute in which they count: Flink takes a record's time from the record as a whole. Those that count in no figure go with
 * the first.
 */
function byMinute(spans: readonly TracedSpan[]): TracedSpan[][] {
  const first = firstTime(spans);
  const parts = new Map<number | undefined, TracedSpan[]>();
  for (const span of spans) {
    const at = span.counted?.at ?? first;
    const minute = at && Math.floor(at / SPAN_WINDOW_MS);
    const part = parts.get(minute) ?? [];
    parts.set(minute, part);
    part.push(span);
  }
  return [...parts].sort(([a = 0], [b = 0]) => a - b).map(([, part]) => part);
}

/** The earliest moment at which one of the spans counts, undefined when none does. */
function firstTime(spans: readonly TracedSpan[]): number | undefined {
  let first: number | undefined;
  for (const { counted } of spans)
    if (counted !== undefined && counted.at < (first ?? Number.POSITIVE_INFINITY)) first = counted.at;
  return first;
}

function byStart(a: SpanRecord, b: SpanRecord): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}

function traceOut(traceId: string, records: readonly TracedSpan[], at: number, source: string): OutMessage {
  const spans = records.map(spanValue);
  const countedAt = firstTime(records);
  const first = records[0]?.startNs ?? 0n;
  let last = first;
  for (const { endNs } of records) if (endNs > last) last = endNs;
  return {
    topic: topics.traces,
    key: traceId,
    id: contentId('trace', source, traceId, JSON.stringify(spans)),
    value: {
      trace_id: traceId,
      spans,
      total_duration: seconds(last - first),
      span_count: spans.length,
      source,
      collected_at: formatTimestamp(at),
      ...(countedAt === undefined ? {} : { counted_at: countedAt }),
    },
  };
}

function spanValue(span: TracedSpan): Span {
  return {
    span_id: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parent_span_id: span.parentSpanId }),
    operation: span.operation,
    service: span.service,
    start_time: formatTimestamp(Math.floor(nsToMs(span.startNs))),
    duration: seconds(span.endNs - span.startNs),
    status: span.status,
    kind: span.kind,
    tags: sortedLabels(span.tags),
    ...(span.counted === undefined ? {} : { counted: span.counted }),
  };
}

/** A span that ends before it starts comes from two clocks; it lasted no time. */
function seconds(ns: bigint): number {
  return ns > 0n ? Number(ns) / 1e9 : 0;
}
