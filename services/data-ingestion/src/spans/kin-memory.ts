import { type Interval, selfTime } from '@aiops/detectors';
import type { KeyedState } from '@aiops/runtime';
import type { SpanRecord } from '../messages/trace-out.ts';

/** How much of its own time a request took, in milliseconds, and which slot its operation has. */
export type SelfTime = readonly [slot: number, ms: number];

/** The spans of each service's last minutes, as far as it takes to know what its requests waited for. */
export interface KinMemory {
  /** Remembers a span of a service; `slot` is that of its operation if it is a request. */
  remember(service: string, span: SpanRecord, slot: number | undefined): void;
  /** Self times of the requests that ended from `from` up to `to` (epoch ms), of those whose children are all remembered. */
  selfTimes(service: string, from: number, to: number): SelfTime[];
  /** Forgets what is too old at `at` (epoch ms) to matter. */
  forget(service: string, at: number): void;
  forgetService(service: string): void;
}

/** A span and its parent by the ids of {@link identity}, its end after the beginning of its bucket and its duration (µs), its slot. */
type Kin = readonly [own: string, parent: string, end: number, took: number, slot: number | null];

const BUCKET_MS = 10_000;
const BUCKET_US = BUCKET_MS * 1_000;
/** A request that takes longer than this has no self time: its first children are forgotten before it ends. */
const REACH_MS = 300_000;
/** Most spans of a service that are remembered; the oldest are forgotten first. */
const KEPT = 10_000;
const PREFIX = 'kin/';
const REACH = 'kin-reach/';

/**
 * Buckets of ten seconds by the ends of the spans, each an entry of the state, so that a checkpoint writes only what changed. Only spans
 * of one service are looked at together: those of others may lie on another partition, and the figures must not depend on that.
 */
export function createKinMemory(state: KeyedState): KinMemory {
  const services = new Map<string, Map<number, Kin[]>>();
  const bucketsOf = (service: string) => {
    const known = services.get(service) ?? new Map<number, Kin[]>();
    services.set(service, known);
    return known;
  };
  for (const key of state.keys()) {
    if (!key.startsWith(PREFIX)) continue;
    const slash = key.indexOf('/', PREFIX.length);
    const index = Number(key.slice(PREFIX.length, slash));
    bucketsOf(key.slice(slash + 1)).set(index, state.get<Kin[]>(key) ?? []);
  }
  /** The first bucket from which on everything is remembered. */
  const reachOf = (service: string) => state.get<number>(REACH + service) ?? 0;
  const forgetBefore = (service: string, reach: number) => {
    for (const index of [...bucketsOf(service).keys()]) {
      if (index >= reach) continue;
      bucketsOf(service).delete(index);
      state.delete(keyOf(service, index));
    }
    if (reach > reachOf(service)) state.put(REACH + service, reach);
  };

  return {
    remember(service, span, slot) {
      const end = Number(span.endNs / 1_000n);
      const index = Math.floor(end / BUCKET_US);
      if (index < reachOf(service)) return;
      const buckets = bucketsOf(service);
      const bucket = buckets.get(index) ?? [];
      buckets.set(index, bucket);
      const took = Math.max(0, end - Number(span.startNs / 1_000n));
      const own = slot === undefined ? '' : identity(span.spanId, span);
      const parent = span.parentSpanId === undefined ? '' : identity(span.parentSpanId, span);
      bucket.push([own, parent, end - index * BUCKET_US, took, slot ?? null]);
      state.put(keyOf(service, index), bucket);
      while (sizeOf(buckets) > KEPT) forgetBefore(service, Math.min(...buckets.keys()) + 1);
    },
    selfTimes(service, from, to) {
      const buckets = bucketsOf(service);
      const reach = reachOf(service) * BUCKET_US;
      const children = childrenOf(buckets);
      return [...buckets]
        .sort(([a], [b]) => a - b)
        .flatMap(([index, kin]) =>
          kin.flatMap((one): SelfTime[] => {
            const [own, , , , slot] = one;
            const [start, end] = intervalOf(index, one);
            if (slot === null || start < reach || end < from * 1_000 || end >= to * 1_000) return [];
            return [[slot, selfTime([start, end], children.get(own) ?? []) / 1_000]];
          }),
        );
    },
    forget(service, at) {
      forgetBefore(service, Math.floor((at - REACH_MS) / BUCKET_MS));
    },
    forgetService(service) {
      forgetBefore(service, Number.POSITIVE_INFINITY);
      services.delete(service);
      state.delete(REACH + service);
    },
  };
}

function keyOf(service: string, index: number): string {
  return `${PREFIX}${index}/${service}`;
}

/** A span's id and the random end of its trace's. */
function identity(spanId: string, { traceId }: SpanRecord): string {
  return spanId + traceId.slice(-8);
}

function sizeOf(buckets: ReadonlyMap<number, readonly Kin[]>): number {
  let size = 0;
  for (const bucket of buckets.values()) size += bucket.length;
  return size;
}

function childrenOf(buckets: ReadonlyMap<number, readonly Kin[]>): Map<string, Interval[]> {
  const children = new Map<string, Interval[]>();
  for (const [index, kin] of buckets) {
    for (const one of kin) {
      const parent = one[1];
      if (parent === '') continue;
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [intervalOf(index, one)]);
      else known.push(intervalOf(index, one));
    }
  }
  return children;
}

function intervalOf(index: number, [, , end, took]: Kin): Interval {
  const at = index * BUCKET_US + end;
  return [at - took, at];
}
