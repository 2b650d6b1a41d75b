import { type Counted, contentId, formatTimestamp, type Labels, type Span, topics } from '@aiops/contracts';
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

/** Messages of `aiops.traces`: one per trace (more above 500 spans), keyed by trace id. A span given twice counts once. */
export function tracesOut(spans: readonly TracedSpan[], at: number, source: string): OutMessage[] {
  const byTrace = new Map<string, Map<string, TracedSpan>>();
  for (const span of spans) {
    const trace = byTrace.get(span.traceId) ?? new Map<string, TracedSpan>();
    byTrace.set(span.traceId, trace);
    if (!trace.has(span.spanId)) trace.set(span.spanId, span);
  }
  return [...byTrace].flatMap(([traceId, trace]) => {
    const ordered = [...trace.values()].sort(byStart);
    const parts: OutMessage[] = [];
    for (let start = 0; start < ordered.length; start += MAX_SPANS)
      parts.push(traceOut(traceId, ordered.slice(start, start + MAX_SPANS), at, source));
    return parts;
  });
}

function byStart(a: SpanRecord, b: SpanRecord): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}

function traceOut(traceId: string, records: readonly TracedSpan[], at: number, source: string): OutMessage {
  const spans = records.map(spanValue);
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
