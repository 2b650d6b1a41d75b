import type { RcaResult } from '@aiops/contracts';
import type { Counter, KeyedState } from '@aiops/runtime';
import type { Delivery } from './sinks/incident-sink.ts';
import { incidentOf } from './suggestion.ts';

/** Where revisions go; it works them off by itself. */
export interface Deliveries {
  /** Takes a revision; of an incident only the newest counts. */
  offer(delivery: Delivery): void;
  /** Whether every place outside has this revision, or a later one. */
  settled(incident: string, revision: number): boolean;
}

type Pending = Pick<Delivery, 'result' | 'runbooks' | 'recordedAt'>;

const PREFIX = 'pending/';

export interface PendingDeliveries {
  add(pending: Pending): void;
  /** Forgets what has arrived everywhere. */
  settle(): void;
}

/**
 * What has not arrived everywhere yet, as a part of the task's state, so that it is offered again after a crash or on
 * another instance. At most `limit` incidents; beyond that the oldest is given up and counted.
 */
export function createPendingDeliveries(
  state: KeyedState,
  limit: number,
  deliveries: Deliveries,
  givenUp?: Counter,
): PendingDeliveries {
  const waiting = new Map<string, number>();
  const offer = ({ result, runbooks, recordedAt }: Pending) => {
    const incident = incidentOf(result);
    const revision = revisionOf(result);
    waiting.delete(incident);
    waiting.set(incident, revision);
    deliveries.offer({ incident, revision, result, runbooks, recordedAt });
  };
  const saved = [...state.keys()].filter((key) => key.startsWith(PREFIX));
  for (const pending of saved.flatMap((key) => state.get<Pending>(key) ?? [])) offer(pending);
  const forget = (incident: string) => {
    waiting.delete(incident);
    state.delete(PREFIX + incident);
  };
  return {
    add(pending) {
      offer(pending);
      state.put(PREFIX + incidentOf(pending.result), pending);
      const oldest = waiting.size > limit ? waiting.keys().next().value : undefined;
      if (oldest === undefined) return;
      forget(oldest);
      givenUp?.inc();
    },
    settle() {
      for (const [incident, revision] of [...waiting]) {
        if (deliveries.settled(incident, revision)) forget(incident);
      }
    },
  };
}

/** A result typed by a person has none; it is the first. */
export function revisionOf(result: RcaResult): number {
  return result.revision ?? 1;
}
