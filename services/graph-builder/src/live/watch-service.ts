import { type EventMessage, partitionOf, topics } from '@aiops/contracts';
import type { Counter, Emit, KeyedState, Message, StreamService, StreamTask } from '@aiops/runtime';
import { eventSighting } from './event-sightings.ts';
import { createLiveGraph, type Expiry, type LiveGraph } from './live-graph.ts';
import { metricSighting } from './metric-sightings.ts';
import { addCall, type ObservedCall, type ObservedCalls, observedCall } from './observed-call.ts';
import type { Seen } from './sighting.ts';
import { readSighting, sightingEvent, TOPOLOGY_KEY } from './sighting-event.ts';
import { createTeller } from './teller.ts';
import { createTraceSightings } from './trace-sightings.ts';

export interface WatchOptions {
  readonly expire: Expiry;
  /** Most edges that are remembered, by each partition and altogether. */
  readonly edges: number;
  /** Live, about once a second: the graph of the task that keeps it is whole and up to date. */
  readonly onGraph?: (graph: LiveGraph, now: number) => void;
  /** Live, about once a second: how calls went that were observed since the last time. */
  readonly onCalls?: (calls: readonly ObservedCall[]) => void;
  readonly counters?: {
    /** Edges that are not taken because there are too many. */
    readonly capped?: Counter;
    /** Sightings that claim to be more than an hour ahead of their record. */
    readonly future?: Counter;
  };
}

/** Consumer group and state scope are named after it. */
const NAME = 'graph-builder';
/** An edge that is seen again and again is told no more often than this. */
const TELL_EVERY_MS = 900_000;
/** A sighting further ahead of its record comes from a wrong clock. */
const FUTURE_MS = 3_600_000;
/** Where the state has the calls that were not handed on yet. */
const CALLS = 'calls';

/**
 * Watches who calls whom and what runs where. Each partition tells the edges that it sees as events under one key; the task whose
 * partition that key leads to keeps the live graph.
 */
export function createGraphWatch(options: WatchOptions): StreamService {
  return {
    name: NAME,
    consumes: [topics.traces, topics.metrics, topics.events],
    task: (state, partition, partitions) =>
      createTask(options, state, partitionOf(TOPOLOGY_KEY, partitions) === partition),
  };
}

function createTask(
  { expire, edges, counters, onGraph, onCalls }: WatchOptions,
  state: KeyedState,
  isKeeper: boolean,
): StreamTask {
  // Often enough that last_seen is far younger than the age at which the edge would leave.
  const tellEvery = Math.min(TELL_EVERY_MS, Math.floor(Math.min(expire.calls, expire.runs_on) / 24));
  const tellers = {
    traces: createTeller(state, 'traces', tellEvery, edges),
    metrics: createTeller(state, 'metrics', tellEvery, edges),
    events: createTeller(state, 'events', tellEvery, edges),
  };
  const traces = createTraceSightings(state);
  const live = createLiveGraph(state, expire, edges);

  const isBelieved = ({ at }: Seen, recordedAt: number) => {
    if (at <= recordedAt + FUTURE_MS) return true;
    counters?.future?.inc();
    return false;
  };
  const tell = (seen: Seen | undefined, recordedAt: number, emit: Emit) => {
    if (seen === undefined || !isBelieved(seen, recordedAt)) return;
    const outcome = tellers[seen.sighting.source].meet(seen);
    if (outcome === 'capped') counters?.capped?.inc();
    if (outcome === 'tell') emit(sightingEvent(seen));
  };
  // Counted once: the calls of a minute come all at the same time.
  let waiting: number | undefined;
  const observe = (call: ObservedCall | undefined, recordedAt: number) => {
    if (call === undefined || Date.parse(call.figures.window_end) > recordedAt + FUTURE_MS) return;
    const calls = state.get<ObservedCalls>(CALLS) ?? {};
    waiting ??= Object.keys(calls).length;
    if (addCall(calls, call, waiting < edges)) waiting += 1;
    state.put(CALLS, calls);
  };
  const onEvent = (event: EventMessage, recordedAt: number, emit: Emit) => {
    tell(eventSighting(event), recordedAt, emit);
    observe(observedCall(event), recordedAt);
    const told = isKeeper ? readSighting(event) : undefined;
    if (told === undefined || !isBelieved(told, recordedAt)) return;
    if (!live.add(told)) counters?.capped?.inc();
  };
  return {
    onMessage(message: Message, emit) {
      const { recordedAt } = message;
      // Announced maintenance travels in these topics too, and is no sample.
      if ('maintenance' in message.value && message.value.maintenance !== undefined) return;
      if (message.topic === topics.traces)
        for (const seen of traces.onTrace(message.value, recordedAt + FUTURE_MS))
          tell(seen, recordedAt, emit);
      else if (message.topic === topics.metrics) tell(metricSighting(message.value), recordedAt, emit);
      else if (message.topic === topics.events) onEvent(message.value, recordedAt, emit);
    },
    onTick(now) {
      if (isKeeper) onGraph?.(live, now);
      const calls = state.get<ObservedCalls>(CALLS);
      if (calls === undefined) return;
      onCalls?.(Object.values(calls));
      state.delete(CALLS);
      waiting = 0;
    },
  };
}
