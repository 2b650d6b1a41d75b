import type { Span, TraceMessage } from '@aiops/contracts';
import type { KeyedState } from '@aiops/runtime';
import { callSighting, hostSighting, type SeenSpan, seenSpan } from './seen-span.ts';
import type { Seen } from './sighting.ts';

/** What is remembered at most per partition, and for how long after the trace began, in event time (ms). */
export interface TraceLimits {
  readonly traces: number;
  readonly spans: number;
  readonly horizonMs: number;
}

const LIMITS: TraceLimits = { traces: 2_000, spans: 20_000, horizonMs: 60_000 };
const LONGEST_ID = 64;
const META = 'traces';

interface Meta {
  /** Ids of the remembered traces, the oldest first. */
  queue: string[];
  spans: number;
  /** Newest event time, epoch ms. */
  clock: number;
}

interface Trace {
  readonly began: number;
  readonly spans: SeenSpan[];
}

/** Finds out from spans who calls whom and what runs where. */
export interface TraceSightings {
  /** What a message shows, with what came before of its trace. `latest` (epoch ms) is the newest end that is believed. */
  onTrace(message: TraceMessage, latest: number): Seen[];
}

/**
 * Whoever has a child in another service calls it. All spans of a trace lie on one partition, but come in any order and in
 * several messages, so they are remembered for a while. A call that nobody answered by then goes to whom the caller names:
 * a database sends no spans.
 */
export function createTraceSightings(state: KeyedState, limits: TraceLimits = LIMITS): TraceSightings {
  const metaOf = () => state.get<Meta>(META) ?? { queue: [], spans: 0, clock: 0 };

  const forget = (meta: Meta): Seen[] => {
    const id = meta.queue.shift() ?? '';
    const key = traceKey(id);
    const spans = state.get<Trace>(key)?.spans ?? [];
    state.delete(key);
    meta.spans -= spans.length;
    return spans.flatMap(unanswered);
  };
  const forgetOld = (meta: Meta): Seen[] => {
    const found: Seen[] = [];
    for (let id = meta.queue[0]; id !== undefined; id = meta.queue[0]) {
      const isOld = (state.get<Trace>(traceKey(id))?.began ?? 0) < meta.clock - limits.horizonMs;
      if (!isOld && meta.queue.length <= limits.traces && meta.spans <= limits.spans) break;
      found.push(...forget(meta));
    }
    return found;
  };
  const remember = (id: string, spans: readonly SeenSpan[], meta: Meta): Seen[] => {
    const key = traceKey(id);
    const known = state.get<Trace>(key);
    const trace = known ?? { began: spans[0]?.at ?? 0, spans: [] };
    if (known === undefined) meta.queue.push(id);
    const { fresh, found } = join(trace.spans, spans);
    trace.spans.push(...fresh);
    meta.spans += fresh.length;
    for (const { at } of fresh) meta.clock = Math.max(meta.clock, at);
    state.put(key, trace);
    return found;
  };

  return {
    onTrace({ trace_id: id, spans }, latest) {
      const believed = spans.flatMap((span) => {
        const seen = seenSpan(span);
        return seen === undefined || seen.at > latest ? [] : [{ span, seen }];
      });
      if (believed.length === 0 || id.length > LONGEST_ID) return [];
      const meta = metaOf();
      const found = believed.flatMap(({ span, seen }) => hosted(span, seen));
      found.push(
        ...remember(
          id,
          believed.map(({ seen }) => seen),
          meta,
        ),
        ...forgetOld(meta),
      );
      state.put(META, meta);
      return found;
    },
  };
}

/** Calls between what is known of a trace and what has come, and what of that is not there yet. Marks the calls as answered. */
function join(
  known: readonly SeenSpan[],
  arrived: readonly SeenSpan[],
): { fresh: SeenSpan[]; found: Seen[] } {
  const byId = new Map(known.map((span) => [span.id, span]));
  const fresh: SeenSpan[] = [];
  for (const span of arrived) {
    if (byId.has(span.id)) continue;
    byId.set(span.id, span);
    fresh.push(span);
  }
  const isFresh = new Set(fresh);
  const found: Seen[] = [];
  for (const child of byId.values()) {
    const parent = child.parent === undefined ? undefined : byId.get(child.parent);
    if (parent === undefined || isSame(parent, child) || !(isFresh.has(parent) || isFresh.has(child)))
      continue;
    parent.answered = true;
    const sighting = callSighting(
      parent.service,
      { ...child.service, as: 'service' },
      parent.async || child.async,
    );
    found.push({ sighting, at: child.at });
  }
  return { fresh, found };
}

function isSame(a: SeenSpan, b: SeenSpan): boolean {
  return a.service.name === b.service.name && a.service.site === b.service.site;
}

function unanswered(span: SeenSpan): Seen[] {
  const { service, peer, at } = span;
  if (peer === undefined || span.answered) return [];
  return [{ sighting: callSighting(service, peer, span.async), at }];
}

function hosted(span: Span, { service, at }: SeenSpan): Seen[] {
  const sighting = hostSighting(span, service);
  return sighting === undefined ? [] : [{ sighting, at }];
}

function traceKey(id: string): string {
  return `trace|${id}`;
}
