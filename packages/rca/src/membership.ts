import { compareText } from './compare-text.ts';
import { type Incident, limits, type Member } from './incident-state.ts';
import { overAt } from './member-end.ts';
import type { Sighting } from './sighting.ts';

/** The members in the order of their onsets. */
export function byOnset(members: readonly Member[]): Member[] {
  return [...members].sort((a, b) => a.startedAt - b.startedAt || compareText(a.id, b.id));
}

export function distinctSeries(sightings: readonly Sighting[]): number {
  return new Set(sightings.map(({ series }) => series)).size;
}

/** Takes an anomaly into an incident; past the limit the weakest member makes room. */
export function enter(incident: Incident, sighting: Sighting, reason: string): void {
  incident.members.push({ ...sighting, reason });
  incident.total++;
  incident.newsAt = Math.max(incident.newsAt, sighting.newsAt);
  if (incident.members.length > limits.members) dropWeakest(incident);
}

/** Moves all members of one incident into another. */
export function moveMembers(from: Incident, to: Incident): void {
  for (const member of from.members) enter(to, member, member.reason);
  to.total += from.total - from.members.length;
}

/** When the incident is over if nothing more is heard: all members over, and `resolveAfterMs` without news. */
export function endOf(incident: Incident, resolveAfterMs: number): number {
  const over = incident.members.map((member) => overAt(member, resolveAfterMs));
  return Math.max(incident.newsAt + resolveAfterMs, ...over);
}

/** Entities keep their last member as long as others have several; the trigger always stays. */
function dropWeakest(incident: Incident): void {
  const perEntity = new Map<string, number>();
  for (const { entity } of incident.members) perEntity.set(entity, (perEntity.get(entity) ?? 0) + 1);
  const only = (member: Member) => Number(perEntity.get(member.entity) === 1);
  const [weakest] = incident.members
    .filter(({ id }) => id !== incident.triggerId)
    .sort((a, b) => only(a) - only(b) || a.score - b.score || compareText(b.id, a.id));
  incident.members = incident.members.filter((member) => member !== weakest);
}
