import type { DomainState, Incident } from '../correlation/incident-state.ts';
import { stormStart } from '../correlation/storm-start.ts';
import { deviationsBetween } from '../memory/deviation-memory.ts';
import { maintenanceBetween } from '../memory/known-maintenance.ts';
import type { Background } from './grounds.ts';

/**
 * How long (ms) before the first anomaly a deviation may have begun to have to do with it. What was unusual before is no news, and
 * a cause is rarely seen long before its effects.
 */
const LOOK_BACK_MS = 30_000;
/** Anomalies that begin within this time (ms) may be one storm. */
const STORM_MS = 300_000;

/** What a domain knows of the time from `since` up to `to` (epoch ms): the deviations and the maintenance in it, and its histories. */
export function backgroundSince(
  { deviations, history, delays, maintenance = [] }: DomainState,
  since: number,
  to: number,
): Background {
  const from = since - LOOK_BACK_MS;
  return {
    deviations: deviationsBetween(deviations, from, to),
    history,
    delays,
    maintenance: maintenanceBetween(maintenance, from, to),
  };
}

/** The same beside the members of an incident, from the beginning of its storm. */
export function backgroundOf(
  domain: DomainState,
  { members, counted }: Pick<Incident, 'members' | 'counted'>,
  to: number,
): Background {
  return { ...backgroundSince(domain, stormStart(members, STORM_MS) ?? to, to), counted };
}
