import { deviationsBetween } from './deviation-memory.ts';
import type { Background } from './grounds.ts';
import type { DomainState } from './incident-state.ts';

/**
 * How long (ms) before the first anomaly a deviation may have begun to have to do with it. What was unusual before is no news, and
 * a cause is rarely seen long before its effects.
 */
const LOOK_BACK_MS = 30_000;

/** What a domain knows beside the members of an incident: deviations from its onset up to `to` (epoch ms), and its history. */
export function backgroundOf(
  { deviations, history }: DomainState,
  { onset, counted }: { readonly onset: number; readonly counted?: boolean | undefined },
  to: number,
): Background {
  return { deviations: deviationsBetween(deviations, onset - LOOK_BACK_MS, to), history, counted };
}
