import type { Sighting } from '../signals/sighting.ts';
import { type Space, turnsOf } from './correlate.ts';
import type { Incident } from './incident-state.ts';
import { memberIndex } from './member-index.ts';

/**
 * Whether an anomaly lies more than a window before or after everything that was heard of an incident's members: then it is related to
 * none of them, and they need not be looked at. Most incidents stay open for a day, because most anomalies never say that they ended.
 */
export function isApart(incident: Incident, sighting: Sighting, { windowMs }: Space): boolean {
  const { earliest, latest } = memberIndex(incident);
  const { first, last } = turnsOf(sighting);
  return first > latest + windowMs || last < earliest - windowMs;
}
