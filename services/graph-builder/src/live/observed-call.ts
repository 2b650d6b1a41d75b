import {
  type CallFigures,
  type EventMessage,
  edgeObservedSchema,
  formatTimestamp,
  parseNumber,
  parseTimestamp,
} from '@aiops/contracts';
import { eventSighting } from './event-sightings.ts';
import { type Sighting, sightingKey } from './sighting.ts';

/** How calls went that were seen. Plain JSON. */
export interface ObservedCall {
  readonly sighting: Sighting;
  readonly figures: CallFigures & { readonly window_end: string };
}

/** What an `edge_observed` event with figures tells; undefined for any other event. */
export function observedCall(event: EventMessage): ObservedCall | undefined {
  const sighting = eventSighting(event)?.sighting;
  const details = edgeObservedSchema.safeParse(event.details ?? {}).data;
  const end = parseTimestamp(details?.window_end ?? '');
  if (sighting === undefined || details === undefined || end === undefined) return undefined;
  const numbers = (['rate', 'error_rate', 'latency_p50', 'latency_p95', 'latency_p99'] as const).flatMap(
    (name) => {
      const value = parseNumber(details[name]);
      return value === undefined ? [] : [[name, value]];
    },
  );
  if (numbers.length === 0) return undefined;
  return { sighting, figures: { ...Object.fromEntries(numbers), window_end: formatTimestamp(end) } };
}

/** Calls by the key of their sighting. */
export type ObservedCalls = Record<string, ObservedCall>;

/** Takes a call that is newer than what is known of it; one that is not known only where there is room. Tells whether it is one more. */
export function addCall(calls: ObservedCalls, call: ObservedCall, hasRoom: boolean): boolean {
  const key = sightingKey(call.sighting);
  const known = calls[key];
  if (known === undefined ? !hasRoom : known.figures.window_end > call.figures.window_end) return false;
  calls[key] = call;
  return known === undefined;
}
