import { compareText } from '../compare-text.ts';
import { troubleFrom } from '../memory/known-maintenance.ts';
import type { Sighting } from '../signals/sighting.ts';
import { isApart } from './apart.ts';
import { nearness, reasonOf, relate } from './correlate.ts';
import { isFarFromMembers } from './far-from-members.ts';
import { noteHeldReturn } from './flapping.ts';
import type { DomainState, Incident } from './incident-state.ts';
import { endEarly, type FoldContext, publish, reopen, touched } from './lifecycle.ts';
import { keepLoose, takeLoose } from './loose-sightings.ts';
import { distinctSeries, enter, moveMembers } from './membership.ts';
import { tellsMore } from './tells-more.ts';

/** Why a sighting joined an incident, or nothing when it is not related to it. */
type Join = { readonly incident: Incident; readonly reason: string };

/** Lets a new anomaly join what it belongs with: an incident, or others with which it makes one; else it is kept for later. */
export function join(state: DomainState, sighting: Sighting, at: number, context: FoldContext): void {
  const joins = state.incidents.flatMap((incident) => joinOf(incident, sighting, context) ?? []);
  const live = joins.filter(({ incident }) => incident.phase !== 'resolved').sort(oldestFirst);
  const ended = joins.filter(({ incident }) => incident.phase === 'resolved').sort(latestEndFirst);
  const companions = state.loose.filter((other) => relate(sighting, other, context.space) !== undefined);
  // What is to be expected during maintenance reopens nothing.
  const [target] =
    live.length > 0 ? live : isHeld(state, [sighting, ...companions], at, context) ? [] : ended;
  if (target !== undefined) {
    const isNews = tellsMore(target.incident, [sighting, ...companions]) || live.length > 1;
    noteHeldReturn(target.incident, at, context.options);
    enter(target.incident, sighting, target.reason);
    enterAll(state, target.incident, companions, sighting, context);
    for (const { incident } of live.slice(1)) merge(state, incident, target.incident, at, context);
    if (target.incident.phase === 'resolved') reopen(target.incident, at, context);
    else touched(target.incident, isNews, at, context);
  } else if (distinctSeries([sighting, ...companions]) >= 2) {
    form(state, sighting, companions, at, context);
  } else {
    keepLoose(state, sighting);
  }
}

/** Whether all of these anomalies are those of entities under maintenance. */
function isHeld(
  state: DomainState,
  sightings: readonly Sighting[],
  at: number,
  { options }: FoldContext,
): boolean {
  const from = troubleFrom(sightings, state.maintenance ?? [], options.resolveAfterMs);
  return from === undefined || from > at;
}

/** An open incident takes what is related to a member; a resolved one what is near a member and began soon enough. */
function joinOf(incident: Incident, sighting: Sighting, { space }: FoldContext): Join | undefined {
  const { members } = incident;
  if (incident.resolvedAt !== null) {
    const from = (members[0]?.startedAt ?? 0) - space.windowMs;
    const to = incident.resolvedAt + space.windowMs;
    if (sighting.startedAt < from || sighting.startedAt > to) return undefined;
  } else if (isApart(incident, sighting, space)) return undefined;
  if (isFarFromMembers(sighting.entity, incident, space)) return undefined;
  for (const member of members) {
    // From the member: the first ones are asked about all that arrive.
    const relation =
      incident.resolvedAt === null ? relate(member, sighting, space) : nearness(member, sighting, space);
    if (relation !== undefined) return { incident, reason: reasonOf(sighting, member, relation.hops) };
  }
  return undefined;
}

function enterAll(
  state: DomainState,
  incident: Incident,
  companions: readonly Sighting[],
  link: Sighting,
  { space }: FoldContext,
): void {
  for (const companion of companions) {
    enter(incident, companion, reasonOf(companion, link, nearness(companion, link, space)?.hops));
  }
  takeLoose(state, companions);
}

function form(
  state: DomainState,
  sighting: Sighting,
  companions: readonly Sighting[],
  at: number,
  context: FoldContext,
): void {
  const incident: Incident = {
    phase: 'forming',
    id: `forming ${sighting.id}`,
    triggerId: null,
    revision: 0,
    members: [],
    total: 0,
    newsAt: at,
    publishedAt: at,
    openAt: null,
    updateAt: null,
    resolveAt: null,
    forgetAt: null,
    resolvedAt: null,
  };
  const [nearest] = companions;
  const hops = nearest === undefined ? undefined : nearness(sighting, nearest, context.space)?.hops;
  enter(incident, sighting, nearest === undefined ? '' : reasonOf(sighting, nearest, hops));
  enterAll(state, incident, companions, sighting, context);
  state.incidents.push(incident);
  touched(incident, true, at, context);
  endEarly(state, incident, at, context);
}

/** Joins the younger incident to the older. One that was never published goes without a word. */
function merge(
  state: DomainState,
  younger: Incident,
  older: Incident,
  at: number,
  context: FoldContext,
): void {
  if (younger.phase === 'open') publish(younger, 'merged', at, context, { mergedInto: older.id });
  moveMembers(younger, older);
  if (younger.counted === true) older.counted = true;
  state.incidents = state.incidents.filter((other) => other !== younger);
}

/** Published incidents before forming ones, then by the onset of the first member, then by id. */
function oldestFirst({ incident: a }: Join, { incident: b }: Join): number {
  const onset = ({ members }: Incident) => members[0]?.startedAt ?? 0;
  return (
    Number(a.phase === 'forming') - Number(b.phase === 'forming') ||
    onset(a) - onset(b) ||
    compareText(a.id, b.id)
  );
}

function latestEndFirst({ incident: a }: Join, { incident: b }: Join): number {
  return (b.resolvedAt ?? 0) - (a.resolvedAt ?? 0) || compareText(a.id, b.id);
}
