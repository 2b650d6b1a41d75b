import {
  label,
  type MetricMessage,
  OTHER_SPANS,
  SPAN_WINDOW_MS,
  spanMetrics,
  topics,
} from '@aiops/contracts';
import type { Emit, KeyedState, Message } from '@aiops/runtime';
import type { EvidenceUrls } from '../evidence.ts';
import { type OpenAnomaly, opened, raised } from '../lifecycle.ts';
import { readSamples } from '../metrics/samples.ts';
import type { Mute } from '../mutes/mute-set.ts';
import { isFuture, type Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef, Subject } from '../subject.ts';
import { type CallEdge, newEdge, stepEdge } from './call-edge.ts';
import { edgeObserved, edgeSettled, edgeSubject, edgeVanished } from './edge-messages.ts';

/** The fold over requests and calls of services: which peers a service calls, what is new among them, what is missing. */
export interface EdgesFold {
  /** To be called after the fold over metrics, which moves the watermark. Messages of other metrics are none of its business. */
  onMessage(message: Message<typeof topics.metrics>, entity: EntityRef, emit: Emit): void;
}

const PREFIX = 'edges/';
/** Most peers of a service that are known, and operations that are added up; what is beyond was capped at its source. */
const MAX_EDGES = 200;
/** Length of the names that are kept. */
const MAX_NAME = 200;

/** One value per name, so that a message that comes again changes nothing. Lists, because a name may be `__proto__`. */
type Values = [name: string, perSecond: number][];

/** What is known of one caller. Plain JSON. */
interface Caller {
  /** Ends (epoch ms) of its first window and of the one that comes in. */
  readonly first: number;
  at: number;
  requests: Values;
  calls: Values;
  readonly edges: CallEdge[];
}

/**
 * Figures of a service come one by one, in any order within a window; a window is judged when the next one begins. Without requests of
 * the caller there is no window, and nobody is missed.
 */
export function createEdgesFold(setup: Setup, state: KeyedState, origin: Origin): EdgesFold {
  const { traces } = setup.config;
  const options = {
    silentWindows: Math.max(1, Math.ceil(traces.edges.silence / SPAN_WINDOW_MS)),
    forgetMs: traces.edges.forget,
  };

  const observe = (caller: Caller, entity: EntityRef, peer: string, emit: Emit) => {
    const { edges, at, first } = caller;
    const isFull = edges.length >= MAX_EDGES;
    if (isFull && !makeRoom(edges)) return;
    edges.push(newEdge(peer, at));
    // Who has more peers than can be known cannot have new ones.
    if (isFull || at - first < traces.edges.learning) return;
    const event = edgeObserved(entity, peer, at, setup.resolver());
    emit({ topic: topics.events, key: entity.id, value: event, id: event.event_id });
  };

  const step = (caller: Caller, entity: EntityRef, edge: CallEdge, requests: number, emit: Emit) => {
    const { at } = caller;
    const calls = sum(caller.calls.filter(([peer]) => peer === edge.peer));
    const { open } = edge;
    const domain = setup.domainOf(entity.id);
    const subject = edgeSubject(entity, domain, edge.peer);
    // A window is stamped with its end, which it does not hold.
    const mute = origin.muteOf(subject, at - 1);
    const result = stepEdge(edge, { at, requests, calls, isMuted: mute !== undefined }, options);
    if (open !== null && (result === 'returned' || result === 'forgotten')) {
      const endedAt = result === 'returned' ? at - SPAN_WINDOW_MS : at;
      edge.open = null;
      origin.publish(edgeSettled(open, entity, edge, result, endedAt, at), domain, emit);
    } else if (result === 'vanished' || isWithheld(open)) {
      const message = foundMissing(subject, edge, at, mute, setup.urls);
      if (message !== undefined) origin.publish(message, domain, emit);
    }
  };

  const judge = (caller: Caller, entity: EntityRef, emit: Emit) => {
    const known = new Set(caller.edges.map(({ peer }) => peer));
    for (const [peer, calls] of caller.calls)
      if (calls > 0 && !known.has(peer)) observe(caller, entity, peer, emit);
    const requests = sum(caller.requests);
    for (const edge of caller.edges) step(caller, entity, edge, requests, emit);
  };

  return {
    onMessage({ value: body, recordedAt }, entity, emit) {
      const figure = figureOf(body);
      if (figure === undefined) return;
      const key = PREFIX + entity.id;
      for (const [stamp, perSecond] of readSamples(body)) {
        const at = Math.ceil(stamp / SPAN_WINDOW_MS) * SPAN_WINDOW_MS;
        if (isFuture(at, recordedAt)) continue;
        const caller = state.get<Caller>(key) ?? begin(at);
        // Windows that were judged are over.
        if (at < caller.at) continue;
        if (at > caller.at) {
          judge(caller, entity, emit);
          Object.assign(caller, { at, requests: [], calls: [] });
        }
        set(
          caller[figure.of],
          figure.name.slice(0, MAX_NAME),
          Math.max(0, perSecond) * (SPAN_WINDOW_MS / 1_000),
        );
        state.put(key, caller);
      }
    },
  };
}

/** Opens the anomaly of an edge, or tells of one that was withheld. Returns what is to be published. */
function foundMissing(
  subject: Subject,
  edge: CallEdge,
  at: number,
  mute: Mute | undefined,
  urls: EvidenceUrls | undefined,
): OpenAnomaly | undefined {
  const { open } = edge;
  const finding = edgeVanished(subject.entity, edge, at, urls);
  const message = open === null ? opened(subject, finding, at, mute) : raised(open, finding, at, mute);
  if (message !== undefined) edge.open = message;
  return message;
}

/** Whether an edge is missed of which nobody was told because of a mute. */
function isWithheld(open: OpenAnomaly | null): boolean {
  return open?.withheld !== undefined;
}

function begin(at: number): Caller {
  return { first: at, at, requests: [], calls: [], edges: [] };
}

/** What a message tells of, undefined when it is something else, or calls that nobody can tell apart. */
function figureOf({ metric_name: metric, labels = {} }: MetricMessage) {
  if (metric === spanMetrics.rate)
    return { of: 'requests', name: label(labels, 'operation') ?? OTHER_SPANS } as const;
  const peer = metric === spanMetrics.callRate ? label(labels, 'peer') : undefined;
  return peer === undefined || peer === OTHER_SPANS ? undefined : ({ of: 'calls', name: peer } as const);
}

function set(values: Values, name: string, value: number): void {
  const known = values.find(([given]) => given === name);
  if (known !== undefined) known[1] = value;
  else if (values.length < MAX_EDGES) values.push([name, value]);
}

function sum(values: Values): number {
  return values.reduce((total, [, value]) => total + value, 0);
}

/** Drops the edge that was not seen for longest; one that is missed stays. False when there is none to drop. */
function makeRoom(edges: CallEdge[]): boolean {
  let oldest = -1;
  for (const [i, { open, last }] of edges.entries())
    if (open === null && (oldest < 0 || last < (edges[oldest]?.last ?? 0))) oldest = i;
  if (oldest >= 0) edges.splice(oldest, 1);
  return oldest >= 0;
}
