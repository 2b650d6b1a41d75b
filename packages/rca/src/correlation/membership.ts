import { compareText } from '../compare-text.ts';
import { overAt } from '../signals/over-at.ts';
import type { Sighting } from '../signals/sighting.ts';
import { type Incident, limits, type Member } from './incident-state.ts';
import { memberIndex, noteEntered, noteLeft } from './member-index.ts';

/** The order of an incident's members: by onset, then by id. */
export function compareOnset(a: Sighting, b: Sighting): number {
  return a.startedAt - b.startedAt || compareText(a.id, b.id);
}

export function distinctSeries(sightings: readonly Sighting[]): number {
  return sightings.length < 2 ? sightings.length : new Set(sightings.map(({ series }) => series)).size;
}

/** Takes an anomaly into an incident; past the limit the weakest member makes room. */
export function enter(incident: Incident, sighting: Sighting, reason: string): void {
  const { members } = incident;
  // Most anomalies come in the order of their onsets, so the place is near the end.
  let place = members.length;
  for (
    let before = members[place - 1];
    before && compareOnset(before, sighting) > 0;
    before = members[place - 1]
  )
    place--;
  const member = { ...sighting, reason };
  members.splice(place, 0, member);
  noteEntered(incident, member);
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
  const { perEntity } = memberIndex(incident);
  let weakest: Member | undefined;
  let isOnly = false;
  for (const member of incident.members) {
    if (member.id === incident.triggerId) continue;
    const isOnlyOne = perEntity.get(member.entity) === 1;
    const order =
      weakest === undefined
        ? 0
        : Number(isOnly) - Number(isOnlyOne) ||
          weakest.score - member.score ||
          compareText(member.id, weakest.id);
    if (order >= 0) [weakest, isOnly] = [member, isOnlyOne];
  }
  if (weakest === undefined) return;
  incident.members.splice(incident.members.indexOf(weakest), 1);
  noteLeft(incident, weakest);
}
