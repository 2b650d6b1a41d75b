import { type EntityResolver, type Labels, label } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { z } from 'zod';
import { levelInLine, levelOfText } from '../log-level.ts';
import { logOut } from '../messages/log-out.ts';
import type { Reach } from '../plan-window.ts';
import type { Window } from '../poll/cursor.ts';
import type { PollStream } from '../poll/stream.ts';
import type { Logger } from '../ports.ts';
import type { Upstream } from '../upstream.ts';
import { isTooLarge, UpstreamFailed } from '../upstream-failed.ts';

export const LOKI = 'loki';

/** Loki refuses larger pages unless its `max_entries_limit_per_query` was raised. */
const LARGEST_PAGE = 5000;
const LEVEL_LABELS = ['level', 'detected_level', 'severity', 'severity_text'] as const;
const TRACE_LABELS = ['trace_id', 'traceID', 'traceId'] as const;

const answerSchema = z.looseObject({
  status: z.literal('success'),
  data: z.looseObject({
    resultType: z.literal('streams', { error: 'logs.query must select lines, not count them' }),
    result: z.array(
      z.looseObject({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().regex(/^\d+$/), z.string()], z.unknown())),
      }),
    ),
  }),
});

export interface LokiLine {
  readonly ns: bigint;
  readonly line: string;
  readonly labels: Labels;
}

/**
 * The lines of an answer in time order, over all its streams. Lines of one nanosecond are ordered by their labels and text,
 * so that the same lines always come in the same order.
 * @throws UpstreamFailed when it is no such answer.
 */
export function lokiLines(answer: unknown): LokiLine[] {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success)
    throw new UpstreamFailed(`Loki sent an unexpected answer: ${z.prettifyError(parsed.error)}`);
  const keyed = parsed.data.data.result.flatMap(({ stream, values }) => {
    const labelText = JSON.stringify(Object.entries(stream).sort());
    return values.map(([ns, line]) => ({
      entry: { ns: BigInt(ns), line, labels: stream },
      tie: `${labelText} ${line}`,
    }));
  });
  keyed.sort((a, b) => {
    if (a.entry.ns !== b.entry.ns) return a.entry.ns < b.entry.ns ? -1 : 1;
    return a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0;
  });
  return keyed.map(({ entry }) => entry);
}

/** One line as a message. Its level comes from its labels, or else from the first word in it that names one. */
export function lokiMessage(entry: LokiLine, at: number, resolver: EntityResolver): OutMessage {
  const named = LEVEL_LABELS.map((name) => levelOfText(label(entry.labels, name)));
  const traceId = TRACE_LABELS.map((name) => label(entry.labels, name)).find((id) => id !== undefined);
  const level = named.find((found) => found !== undefined) ?? levelInLine(entry.line);
  return logOut({ ...entry, level, traceId, at, source: LOKI }, resolver);
}

/** A full page split where it can be trusted: all lines before its last nanosecond, or all when it has only one. */
export interface PageCut {
  readonly lines: readonly LokiLine[];
  /** Where the next page begins. */
  readonly next: bigint;
  /** The page holds one nanosecond only and is full: there may be more lines of it. */
  readonly stuck: boolean;
}

/**
 * Cuts a full page. Loki may have cut the lines of the last nanosecond anywhere, and a cursor cannot name a place inside
 * a nanosecond: so these lines are left to the next page, which begins with that nanosecond and holds all of it.
 */
export function cutFullPage(lines: readonly LokiLine[]): PageCut {
  const last = lines.at(-1)?.ns ?? 0n;
  const before = lines.filter(({ ns }) => ns < last);
  return before.length === 0
    ? { lines, next: last + 1n, stuck: true }
    : { lines: before, next: last, stuck: false };
}

function cutPage(lines: readonly LokiLine[], isFull: boolean, end: bigint): PageCut {
  return isFull && lines.length > 0 ? cutFullPage(lines) : { lines, next: end, stuck: false };
}

export interface LogStreamOptions {
  readonly upstream: Upstream;
  readonly query: string;
  /** Lines per request. */
  readonly limit: number;
  readonly reach: Reach;
  readonly resolver: () => EntityResolver;
  readonly logger: Logger;
}

/** Follows the lines that a LogQL query selects, page by page. A window covers [from, to). */
export function logStream(options: LogStreamOptions): PollStream {
  const { upstream, query, reach, resolver, logger } = options;
  const ask = async (from: bigint, window: Window, limit: number, signal: AbortSignal) => {
    const asked = { query, start: String(from), end: String(window.to), limit, direction: 'forward' };
    const answer = await upstream.get('/loki/api/v1/query_range', asked, signal);
    if (answer === undefined)
      throw new UpstreamFailed('Loki /loki/api/v1/query_range: status 404; is the base URL right?');
    return lokiLines(answer);
  };
  /** Undefined when so many lines are more than one answer may hold. */
  const askWithin = (...asked: Parameters<typeof ask>) =>
    ask(...asked).catch((error: unknown) => {
      if (!isTooLarge(error)) throw error;
      if (asked[2] === 1) throw new UpstreamFailed(`${error.message}, for one line`);
      return undefined;
    });
  return {
    id: LOKI,
    reach,
    async *read(window, signal) {
      let from = window.from;
      let limit = options.limit;
      while (from < window.to) {
        const answered = await askWithin(from, window, limit, signal);
        if (answered === undefined) {
          limit = Math.ceil(limit / 4);
          continue;
        }
        const lines = answered.filter(({ ns }) => ns >= from && ns < window.to);
        const cut = cutPage(lines, answered.length >= limit, window.to);
        if (cut.stuck && limit < LARGEST_PAGE) {
          limit = Math.min(limit * 2, LARGEST_PAGE);
          continue;
        }
        if (cut.stuck)
          logger.error(
            { source: LOKI, ns: String(lines[0]?.ns), limit },
            'One nanosecond holds more lines than Loki gives at once; those beyond the limit are lost.',
          );
        const messages = cut.lines.map((entry) => lokiMessage(entry, window.at, resolver()));
        yield { messages, next: cut.next };
        from = cut.next;
        limit = options.limit;
      }
    },
  };
}
