import { writeJson } from './json.ts';
import type { Message } from './otlp-messages.ts';
import type { SearchRequest, TimeRange } from './search-request.ts';
import type { StoredSpan, StoredTrace } from './trace-store.ts';
import type { Aggregate } from './traceql/aggregate.ts';
import { attribute, extent, rootOf, serviceName } from './traceql/fields.ts';
import type { TraceQuery } from './traceql/parse.ts';

/** Answer of `/api/search`: the latest traces that match, latest first. */
export function search(traces: Iterable<StoredTrace>, request: SearchRequest): Record<string, unknown> {
  const inspected = [...traces].filter((trace) => overlaps(trace, request.range));
  const found = inspected
    .flatMap((trace) => {
      const entry = request.query ? byQuery(trace, request.query, request) : byTags(trace, request);
      return entry === undefined ? [] : [{ trace, entry }];
    })
    .sort((a, b) => (extent(a.trace).startNs < extent(b.trace).startNs ? 1 : -1))
    .slice(0, request.limit)
    .map(({ entry }) => entry);
  const metrics = {
    ...(request.query === undefined && inspected.length > 0 ? { inspectedTraces: inspected.length } : {}),
    inspectedBytes: inspectedBytes(inspected),
    completedJobs: 1,
    totalJobs: 1,
  };
  return { traces: found, metrics };
}

/** Whether a trace reaches into a range of time. */
export function overlaps(trace: StoredTrace, range: TimeRange | undefined): boolean {
  if (range === undefined) return true;
  const { startNs, endNs } = extent(trace);
  return startNs <= range.endNs && endNs >= range.startNs;
}

/** A number of bytes in the form that the real server gives it; not a measured one. */
export function inspectedBytes(traces: readonly StoredTrace[]): string {
  return String(traces.reduce((sum, { spans }) => sum + 200 * spans.length, 0));
}

function byTags(trace: StoredTrace, { tags, minNs, maxNs }: SearchRequest): object | undefined {
  const { durationNs } = extent(trace);
  if (minNs !== undefined && durationNs < minNs) return undefined;
  if (maxNs !== undefined && durationNs > maxNs) return undefined;
  const has = ([key, wanted]: [string, string]) =>
    trace.spans.some((span) => {
      const value = attribute(span.message, key) ?? attribute(span.resource, key);
      const named = key === 'name' ? span.message.name : undefined;
      return wanted === String(named ?? Object.values(value ?? {})[0] ?? '');
    });
  return Object.entries(tags).every(has) ? describe(trace) : undefined;
}

function byQuery(trace: StoredTrace, query: TraceQuery, { spansPerSet }: SearchRequest): object | undefined {
  const spans = query.select(trace);
  if (spans === undefined) return undefined;
  const values = query.aggregates.map((aggregate) => ({ aggregate, value: aggregate.value(spans, trace) }));
  if (!values.every(({ aggregate, value }) => aggregate.passes(value))) return undefined;
  const attributes = values.map(({ aggregate, value }) => ({
    key: aggregate.key,
    value: aggregateValue(aggregate, value),
  }));
  const sorted = spans.toSorted((a, b) => (a.startNs < b.startNs ? -1 : 1));
  const spanSet = {
    spans: sorted.slice(0, spansPerSet).map((span) => describeSpan(span, trace, query)),
    matched: spans.length,
    ...(attributes.length === 0 ? {} : { attributes }),
  };
  return { ...describe(trace), spanSet, spanSets: [spanSet], serviceStats: serviceStats(trace) };
}

function describe(trace: StoredTrace): Record<string, unknown> {
  const { startNs, durationNs } = extent(trace);
  const root = rootOf(trace);
  const durationMs = Number(durationNs / 1_000_000n);
  return {
    // Search answers cut leading zeros of trace ids, but not of span ids.
    traceID: trace.id.replace(/^0+(?=.)/, ''),
    rootServiceName: root === undefined ? '<root span not yet received>' : serviceName(root),
    ...(root === undefined ? {} : { rootTraceName: root.message.name }),
    startTimeUnixNano: String(startNs),
    ...(durationMs === 0 ? {} : { durationMs }),
  };
}

function describeSpan(span: StoredSpan, trace: StoredTrace, { fields }: TraceQuery): Record<string, unknown> {
  const attributes = fields
    .filter(({ shown }) => shown)
    .flatMap((field) => {
      const value = field.raw({ span, trace });
      return value === undefined ? [] : [{ key: field.key, value: writeJson('AnyValue', value) }];
    });
  const durationNs = span.endNs - span.startNs;
  return {
    spanID: span.id,
    ...(fields.some(({ key }) => key === 'name') ? { name: span.message.name } : {}),
    startTimeUnixNano: String(span.startNs),
    ...(durationNs > 0n ? { durationNanos: String(durationNs) } : {}),
    ...(attributes.length === 0 ? {} : { attributes }),
  };
}

function aggregateValue({ unit }: Aggregate, value: number): Message | Record<string, unknown> {
  if (unit === 'count') return { intValue: String(value) };
  return unit === 'duration' ? { stringValue: `${value / 1e6}ms` } : { doubleValue: value };
}

/** Spans and errors of each service of the trace; a count of 0 is left out. */
function serviceStats(trace: StoredTrace): Record<string, { spanCount: number; errorCount?: number }> {
  const stats: Record<string, { spanCount: number; errorCount?: number }> = {};
  for (const span of trace.spans) {
    const name = serviceName(span) ?? '';
    const one = stats[name] ?? { spanCount: 0 };
    stats[name] = one;
    one.spanCount += 1;
    if ((span.message.status as Message | undefined)?.code === 2) one.errorCount = (one.errorCount ?? 0) + 1;
  }
  return stats;
}
