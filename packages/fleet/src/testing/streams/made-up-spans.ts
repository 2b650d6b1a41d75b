import type { SpanRecord } from '@aiops/data-ingestion';
import { createRandom } from '../../demo/noise.ts';

/** What a made-up stream of spans is like. */
export interface SpanStream {
  readonly seed: number;
  /** About so many spans; a trace is not cut. */
  readonly spans: number;
  /** How many of them end in a second of event time. */
  readonly perSecond: number;
  /** When the first ones begin (epoch ms). */
  readonly start: number;
  /** So long (ms) after its end a span comes at most; 0: in order. */
  readonly shuffled: number;
  /** Part of the spans that come more than a minute after their end, and so in a later minute or in none. */
  readonly late: number;
}

/** A span with the moment (epoch ms) at which it comes. */
export interface ArrivingSpan {
  readonly span: SpanRecord;
  readonly at: number;
}

/** Names as they come, some of them hostile, one of a site. Each calls the one after it, the last one a database that sends no spans. */
const SERVICES = ['shop', 'cart', 'payment', '__proto__', 'cash"desk', '仓库', 'lab-api'];
const OPERATIONS = ['GET /', 'GET /items', 'POST /orders', 'constructor', "o'clock", 'PUT /items'];
const SITE_OF_LAST = 'lab';
const DEEPEST = 3;

/** Spans in the order in which they come, a second of arrivals at a time. */
export function* madeUpSpans(stream: SpanStream): Generator<readonly ArrivingSpan[]> {
  const random = createRandom(stream.seed);
  const bySecond = new Map<number, ArrivingSpan[]>();
  const first = Math.floor(stream.start / 1_000);
  let made = 0;
  let second = first;
  for (; made < stream.spans; second += 1) {
    const until = Math.min(stream.spans, (second - first + 1) * stream.perSecond);
    while (made < until) {
      for (const arriving of trace(made, second * 1_000, stream, random)) {
        made += 1;
        const key = Math.floor(arriving.at / 1_000);
        const others = bySecond.get(key);
        if (others === undefined) bySecond.set(key, [arriving]);
        else others.push(arriving);
      }
    }
    // What comes now has begun before: nothing made later can come earlier.
    yield* take(bySecond, second);
  }
  for (const left of [...bySecond.keys()].sort((a, b) => a - b)) yield* take(bySecond, left);
}

function* take(bySecond: Map<number, ArrivingSpan[]>, second: number): Generator<readonly ArrivingSpan[]> {
  const due = bySecond.get(second);
  bySecond.delete(second);
  if (due !== undefined) yield due.sort((a, b) => a.at - b.at);
}

/** A request that goes through some services, each of them called by the one before; the last may ask the database. */
function trace(id: number, start: number, stream: SpanStream, random: () => number): ArrivingSpan[] {
  const traceId = (id + 1).toString(16).padStart(32, '7');
  const entry = Math.floor(random() ** 2 * SERVICES.length);
  const depth = 1 + Math.floor(random() * DEEPEST);
  const spans: ArrivingSpan[] = [];
  let parent: string | undefined;
  let [from, took] = [BigInt(start) * 1_000_000n + nanoseconds(random, 1e9), nanoseconds(random, 2e9, 6)];
  const push = (of: number, more: Pick<SpanRecord, 'operation' | 'kind' | 'tags'>) => {
    const spanId = (id + 1 + spans.length).toString(16).padStart(16, '0');
    const service = SERVICES[of] as string;
    const site = of === SERVICES.length - 1 ? { site: SITE_OF_LAST } : {};
    const isFailed = random() < 0.03;
    const span: SpanRecord = {
      traceId,
      spanId,
      parentSpanId: parent,
      service,
      startNs: from,
      endNs: from + took,
      status: isFailed ? 'error' : 'ok',
      ...more,
      tags: { ...more.tags, ...site },
    };
    parent = spanId;
    spans.push({ span, at: arrival(span, stream, random) });
    from += took / 10n;
    took = (took * 4n) / 5n;
  };
  for (let level = 0; level < depth; level += 1) {
    const of = (entry + level) % SERVICES.length;
    push(of, { operation: operation(of, start, random), kind: 'server', tags: {} });
    const isLast = level === depth - 1;
    if (isLast && random() < 0.5) break;
    const peer = isLast ? 'postgres' : (SERVICES[(of + 1) % SERVICES.length] as string);
    const status = random() < 0.02 ? { 'http.response.status_code': 503 } : {};
    push(of, { operation: `call ${peer}`, kind: 'client', tags: { 'peer.service': peer, ...status } });
  }
  return spans;
}

/** One of a few; of the first service also ids, which are too many names, and one that is there only in every third minute. */
function operation(service: number, at: number, random: () => number): string {
  const drawn = random();
  if (service === 0 && drawn < 0.2) return `GET /items/${Math.floor(drawn * 10_000)}`;
  if (drawn > 0.95) return Math.floor(at / 60_000) % 3 === 0 ? 'nightly' : 'other';
  return OPERATIONS[Math.floor(drawn * OPERATIONS.length)] as string;
}

function arrival({ endNs }: SpanRecord, { shuffled, late }: SpanStream, random: () => number): number {
  const end = Number(endNs / 1_000_000n) + 1;
  const delay = Math.floor(random() * shuffled);
  return end + (random() < late ? 60_000 + delay + Math.floor(random() * 90_000) : delay);
}

/** Whole nanoseconds below a limit; with a power, mostly few. */
function nanoseconds(random: () => number, limit: number, power = 1): bigint {
  return BigInt(Math.floor(random() ** power * limit));
}
