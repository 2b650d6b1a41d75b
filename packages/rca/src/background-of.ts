import { deviationsBetween } from './deviation-memory.ts';
import type { Background } from './grounds.ts';
import type { DomainState, Incident } from './incident-state.ts';

/** What a domain knows beside the members of an incident: deviations from `windowMs` before its onset up to `to` (epoch ms), and its history. */
export function backgroundOf(
  { deviations, history }: DomainState,
  { members, counted }: Incident,
  windowMs: number,
  to: number,
): Background {
  const onset = members[0]?.startedAt ?? to;
  return { deviations: deviationsBetween(deviations, onset - windowMs, to), history, counted };
}
