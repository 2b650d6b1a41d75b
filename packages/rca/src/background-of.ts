import { deviationsBetween } from './deviation-memory.ts';
import type { Background } from './grounds.ts';
import type { DomainState } from './incident-state.ts';

/** What a domain knows beside the members of an incident: deviations from `windowMs` before its onset up to `to` (epoch ms), and its history. */
export function backgroundOf(
  { deviations, history }: DomainState,
  { onset, counted }: { readonly onset: number; readonly counted?: boolean | undefined },
  windowMs: number,
  to: number,
): Background {
  return { deviations: deviationsBetween(deviations, onset - windowMs, to), history, counted };
}
