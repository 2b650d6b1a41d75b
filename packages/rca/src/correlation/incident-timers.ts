import { compareText } from '../compare-text.ts';
import type { Incident } from './incident-state.ts';

export type TimerKind = 'open' | 'resolve' | 'update' | 'forget';

/** A moment at which an incident changes by itself. */
export interface Timer {
  readonly at: number;
  readonly kind: TimerKind;
  readonly incident: Incident;
}

/** At the same moment in this order: what is resolved needs no update any more. */
const ORDER: readonly TimerKind[] = ['open', 'resolve', 'update', 'forget'];

/** The timer that fires next among those strictly before `to`, by time, kind and incident id. */
export function nextTimer(incidents: readonly Incident[], to: number): Timer | undefined {
  let next: Timer | undefined;
  for (const incident of incidents) {
    for (const kind of ORDER) {
      const at = incident[`${kind}At`];
      if (at === null || at >= to) continue;
      const timer = { at, kind, incident };
      if (next === undefined || compare(timer, next) < 0) next = timer;
    }
  }
  return next;
}

function compare(a: Timer, b: Timer): number {
  return (
    a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || compareText(a.incident.id, b.incident.id)
  );
}
