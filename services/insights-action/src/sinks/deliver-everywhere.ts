import type { Deliveries } from '../pending-deliveries.ts';

/** Several ways out as one: each takes every revision, and one is settled when it is settled everywhere. */
export function deliverEverywhere(places: readonly Deliveries[]): Deliveries {
  return {
    offer(delivery, task) {
      for (const place of places) place.offer(delivery, task);
    },
    offerAgain(delivery, task) {
      for (const place of places) place.offerAgain(delivery, task);
    },
    settled: (incident, revision) => places.every((place) => place.settled(incident, revision)),
  };
}
