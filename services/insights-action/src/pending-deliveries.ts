import type { RcaResult } from '@aiops/contracts';
import type { Counter, KeyedState } from '@aiops/runtime';
import type { Delivery } from './sinks/incident-sink.ts';
import { incidentOf } from './suggestion.ts';

/** Where revisions go; it works them off by itself. */
export interface Deliveries {
  /** Takes a revision; of an incident only the newest counts. It is dropped when the signal says that the task is lost. */
  offer(delivery: Delivery, task: AbortSignal): void;
  /** Offers a revision again to where it neither waits nor has arrived: there was no room for it, or it was forgotten. */
  offerAgain(delivery: Delivery, task: AbortSignal): void;
  /** Whether every place outside has this revision, or a later one. */
  settled(incident: string, revision: number): boolean;
}

type Pending = Pick<Delivery, 'result' | 'runbooks' | 'recordedAt'>;

const PREFIX = 'pending/';
/** Most incidents that wait in one task. */
export const PENDING_LIMIT = 2_000;

export interface PendingDeliveries {
  add(pending: Pending): void;
  /** Forgets what has arrived everywhere, and offers again what found no room. The first call begins to offer. */
  settle(): void;
  /** The task is lost: what it offered is withdrawn. */
  stop(): void;
}

/**
 * What has not arrived everywhere yet, as a part of the task's state, so that it is offered again after a crash or on
 * another instance. At most {@link PENDING_LIMIT} incidents; beyond that the oldest is given up and counted. Nothing is offered before the first
 * tick: a task whose state was lost reads old results again, without ticks, and an incident that is long over must not look
 * open outside until its end has been read.
 */
export function createPendingDeliveries(
  state: KeyedState,
  deliveries: Deliveries,
  givenUp?: Counter,
): PendingDeliveries {
  const waiting = new Map<string, number>();
  let isLive = false;
  const lost = new AbortController();
  const offer = (pending: Pending) => deliveries.offer(deliveryOf(pending), lost.signal);
  const wait = ({ result }: Pending) => {
    const incident = incidentOf(result);
    waiting.delete(incident);
    waiting.set(incident, revisionOf(result));
  };
  const saved = [...state.keys()].filter((key) => key.startsWith(PREFIX));
  // The state has no order; the broker's times have, and the oldest has to be the first to be given up.
  const byTime = saved
    .flatMap((key) => state.get<Pending>(key) ?? [])
    .sort((a, b) => a.recordedAt - b.recordedAt || (incidentOf(a.result) < incidentOf(b.result) ? -1 : 1));
  for (const pending of byTime) wait(pending);
  const forget = (incident: string) => {
    waiting.delete(incident);
    state.delete(PREFIX + incident);
  };
  const settleAll = () => {
    for (const [incident, revision] of [...waiting]) {
      const pending = state.get<Pending>(PREFIX + incident);
      if (pending === undefined || deliveries.settled(incident, revision)) forget(incident);
      else deliveries.offerAgain(deliveryOf(pending), lost.signal);
    }
  };
  return {
    add(pending) {
      wait(pending);
      if (isLive) offer(pending);
      state.put(PREFIX + incidentOf(pending.result), pending);
      const oldest = waiting.size > PENDING_LIMIT ? waiting.keys().next().value : undefined;
      if (oldest === undefined) return;
      forget(oldest);
      givenUp?.inc();
    },
    settle() {
      if (isLive) {
        settleAll();
        return;
      }
      isLive = true;
      for (const incident of waiting.keys()) {
        const pending = state.get<Pending>(PREFIX + incident);
        if (pending !== undefined) offer(pending);
      }
    },
    stop: () => lost.abort(),
  };
}

function deliveryOf({ result, runbooks, recordedAt }: Pending): Delivery {
  return { incident: incidentOf(result), revision: revisionOf(result), result, runbooks, recordedAt };
}

/** A result typed by a person has none; it is the first. */
export function revisionOf(result: RcaResult): number {
  return result.revision ?? 1;
}
