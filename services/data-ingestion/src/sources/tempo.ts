import { z } from 'zod';
import type { SpanRecord } from '../messages/trace-out.ts';
import { nsToMs, type Reach } from '../plan-window.ts';
import type { Page, PollStream } from '../poll/stream.ts';
import type { Logger } from '../ports.ts';
import { spanBatches } from '../spans/span-batches.ts';
import type { Query, Upstream } from '../upstream.ts';
import { isTooLarge, UpstreamFailed } from '../upstream-failed.ts';
import { hexId } from './otlp/hex-id.ts';
import { spanRecords } from './otlp/traces.ts';

export const TEMPO = 'tempo';

const NS_PER_S = 1_000_000_000n;
/** How much more is asked for when a single second holds more traces than one request gives. */
const BURST_FACTOR = 20;

const searchSchema = z.looseObject({
  traces: z
    .array(
      z.looseObject({
        traceID: z.string(),
        startTimeUnixNano: z.string().regex(/^\d+$/).optional(),
        durationMs: z.number().optional(),
      }),
    )
    .nullish(),
});
const traceSchema = z.looseObject({
  /** `/api/v2/traces/<id>` */
  trace: z.looseObject({ resourceSpans: z.array(z.unknown()).nullish() }).nullish(),
  /** `/api/traces/<id>` */
  batches: z.array(z.unknown()).nullish(),
  resourceSpans: z.array(z.unknown()).nullish(),
});

export interface FoundTrace {
  /** 32 hex digits. */
  readonly traceId: string;
  readonly startNs: bigint | undefined;
  /** Milliseconds; Tempo leaves it out when it is less than one. */
  readonly durationMs: number;
}

/**
 * The traces of a search answer; Tempo cuts leading zeros off their ids, which are put back.
 * @throws UpstreamFailed when it is no such answer.
 */
export function foundTraces(answer: unknown): FoundTrace[] {
  const parsed = searchSchema.safeParse(answer);
  if (!parsed.success)
    throw new UpstreamFailed(`Tempo sent an unexpected search answer: ${z.prettifyError(parsed.error)}`);
  return (parsed.data.traces ?? []).flatMap(({ traceID, startTimeUnixNano, durationMs }) => {
    const traceId = hexId(traceID.padStart(32, '0'), 16);
    const startNs = startTimeUnixNano === undefined ? undefined : BigInt(startTimeUnixNano);
    return traceId === undefined ? [] : [{ traceId, startNs, durationMs: durationMs ?? 0 }];
  });
}

/**
 * The resource spans of either trace endpoint, or undefined when Tempo does not have the trace (its second version says so
 * with status 200 and an empty trace).
 * @throws UpstreamFailed when it is no such answer.
 */
export function traceResourceSpans(answer: unknown): readonly unknown[] | undefined {
  const parsed = traceSchema.safeParse(answer);
  if (!parsed.success)
    throw new UpstreamFailed(`Tempo sent an unexpected trace: ${z.prettifyError(parsed.error)}`);
  const spans = parsed.data.trace?.resourceSpans ?? parsed.data.batches ?? parsed.data.resourceSpans ?? [];
  return spans.length === 0 ? undefined : spans;
}

export interface TraceStreamOptions {
  readonly upstream: Upstream;
  /** TraceQL. */
  readonly query: string;
  readonly minDurationMs: number;
  /** Traces per search. */
  readonly limit: number;
  /** `stepMs` must be whole seconds, because Tempo searches in seconds. */
  readonly reach: Reach;
  readonly logger: Logger;
}

/**
 * Follows the traces that a TraceQL query selects. A trace belongs to the window [from, to) in which it starts, so that each
 * is read once although a search also finds those that reach into the window.
 */
export function traceStream(options: TraceStreamOptions): PollStream {
  const { reach } = options;
  return {
    id: TEMPO,
    reach,
    async *read(window, signal) {
      // A search gives any `limit` of the matching traces: only a range that has fewer is known completely.
      const ranges = [{ from: window.from, to: window.to }];
      for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
        const found = await search(options, range.from, range.to, signal);
        if (found.complete) {
          yield await fetchAll(options, found.traces, range.to, signal);
        } else {
          const middle = range.from + ((range.to - range.from) / NS_PER_S / 2n) * NS_PER_S;
          ranges.push({ from: middle, to: range.to }, { from: range.from, to: middle });
        }
      }
    },
  };
}

interface SearchResult {
  readonly complete: boolean;
  readonly traces: readonly FoundTrace[];
}

async function search(
  options: TraceStreamOptions,
  from: bigint,
  to: bigint,
  signal: AbortSignal,
): Promise<SearchResult> {
  const splittable = to - from > NS_PER_S;
  const limit = splittable ? options.limit : options.limit * BURST_FACTOR;
  const asked: Query = {
    q: options.query,
    start: Math.floor(nsToMs(from) / 1000),
    end: Math.ceil(nsToMs(to) / 1000),
    limit,
    spss: 1,
  };
  const answer = await options.upstream.get('/api/search', asked, signal);
  if (answer === undefined) throw new UpstreamFailed('Tempo /api/search: status 404; is the base URL right?');
  const all = foundTraces(answer);
  if (all.length >= limit && splittable) return { complete: false, traces: [] };
  if (all.length >= limit)
    options.logger.error(
      { source: TEMPO, second: asked.start, limit },
      'One second holds more traces than were asked for; raise data_ingestion.traces.limit.',
    );
  const traces = all
    .filter(({ startNs }) => startNs === undefined || (startNs >= from && startNs < to))
    .filter(({ durationMs }) => durationMs >= options.minDurationMs);
  return { complete: true, traces };
}

async function fetchAll(
  options: TraceStreamOptions,
  traces: readonly FoundTrace[],
  next: bigint,
  signal: AbortSignal,
): Promise<Page> {
  const ids = [...new Set(traces.map(({ traceId }) => traceId))].sort();
  const spans: SpanRecord[] = [];
  for (const id of ids) {
    const resourceSpans = await fetchTrace(options.upstream, id, signal).catch((error: unknown) => {
      if (!isTooLarge(error)) throw error;
      options.logger.error({ source: TEMPO, traceId: id, err: error }, 'A trace is too large and left out.');
      return [];
    });
    if (resourceSpans === undefined) {
      options.logger.warn({ source: TEMPO, traceId: id }, 'Tempo found a trace that it does not have.');
      continue;
    }
    spans.push(...spanRecords(resourceSpans).spans);
  }
  // All together, so that the spans of a service go out in the order of time, whatever traces they are part of.
  return { messages: spanBatches(spans, TEMPO), next };
}

/** The second version of the endpoint first; older servers answer 404 to it and have only the first. */
async function fetchTrace(
  upstream: Upstream,
  id: string,
  signal: AbortSignal,
): Promise<readonly unknown[] | undefined> {
  const newer = await upstream.get(`/api/v2/traces/${id}`, {}, signal);
  if (newer !== undefined) return traceResourceSpans(newer);
  const older = await upstream.get(`/api/traces/${id}`, {}, signal);
  return older === undefined ? undefined : traceResourceSpans(older);
}
