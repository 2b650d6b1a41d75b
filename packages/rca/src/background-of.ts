import { deviationsBetween } from './deviation-memory.ts';
import type { Background } from './grounds.ts';
import type { DomainState, Incident } from './incident-state.ts';
import { stormStart } from './storm-start.ts';

/**
 * How long (ms) before the first anomaly a deviation may have begun to have to do with it. What was unusual before is no news, and
 * a cause is rarely seen long before its effects.
 */
const LOOK_BACK_MS = 30_000;
/** Anomalies that begin within this time (ms) may be one storm. */
const STORM_MS = 300_000;

/** What a domain knows beside the members of an incident: deviations from the beginning of its storm up to `to` (epoch ms), and its history. */
export function backgroundOf(
  { deviations, history }: DomainState,
  { members, counted }: Pick<Incident, 'members' | 'counted'>,
  to: number,
): Background {
  const start = stormStart(members, STORM_MS) ?? to;
  return { deviations: deviationsBetween(deviations, start - LOOK_BACK_MS, to), history, counted };
}

/** The same where nothing but the time is known from which on something is wrong. */
export function backgroundSince({ deviations, history }: DomainState, since: number, to: number): Background {
  return { deviations: deviationsBetween(deviations, since - LOOK_BACK_MS, to), history };
}
