import { type IncidentStatus, incidentId } from '@aiops/contracts';
import { compareText } from './compare-text.ts';
import { nearness, reasonOf, relate, type Space } from './correlate.ts';
import { countSettled } from './count-settled.ts';
import { isFarFromMembers } from './far-from-members.ts';
import { noteHeldReturn, noteReturn, quietTime } from './flapping.ts';
import { type DomainState, type Incident, type LifecycleOptions, limits } from './incident-state.ts';
import { nextTimer, type Timer } from './incident-timers.ts';
import { troubleFrom } from './known-maintenance.ts';
import { forgetLoose, keepLoose, looseById, takeLoose } from './loose-sightings.ts';
import { memberIndex } from './member-index.ts';
import { distinctSeries, endOf, enter, moveMembers } from './membership.ts';
import { revise, type Sighting } from './sighting.ts';
import { tellsMore } from './tells-more.ts';

/** One published state of an incident. The incident is the live object: read it at once. */
export interface Revision {
  readonly incident: Incident;
  readonly status: IncidentStatus;
  /** Event time of the revision. */
  readonly at: number;
  readonly mergedInto?: string;
  /** Why it ended early, when it did. */
  readonly note?: string;
}

export interface FoldContext {
  readonly options: LifecycleOptions;
  readonly space: Space;
  readonly publish: (revision: Revision) => void;
}

/** Why a sighting joined an incident, or nothing when it is not related to it. */
type Join = { readonly incident: Incident; readonly reason: string };

/**
 * Takes the next anomaly of the total order, which stands at event time `at`. Timers due before it fire first; a timer due
 * at the very same time fires after all anomalies of that time.
 */
export function take(state: DomainState, sighting: Sighting, at: number, context: FoldContext): void {
  advance(state, at, context);
  countSettled(state, at, context.space);
  forgetLoose(state, at - 2 * context.options.windowMs);
  if (reviseKnown(state, sighting, at, context)) return;
  // The end of something that has been forgotten is no news.
  if (sighting.endedAt !== null && sighting.revision > 1) return;
  join(state, sighting, at, context);
}

/** Lets event time pass up to `to`: fires the timers due before it, in time order. */
export function advance(state: DomainState, to: number, context: FoldContext): void {
  while (advanceStep(state, to, context));
}

/** One step of {@link advance}, which may be long; false when it was the last. */
export function advanceStep(state: DomainState, to: number, context: FoldContext): boolean {
  const timer = nextTimer(state.incidents, to);
  if (timer === undefined) state.clock = Math.max(state.clock ?? to, to);
  else fire(state, timer, context);
  return timer !== undefined;
}

function fire(state: DomainState, { at, kind, incident }: Timer, context: FoldContext): void {
  countSettled(state, at, context.space);
  if (kind === 'open') open(state, incident, at, context);
  else if (kind === 'update') publish(incident, 'updated', at, context);
  else if (kind === 'resolve') resolve(incident, at, context);
  else state.incidents = state.incidents.filter((other) => other !== incident);
}

function reviseKnown(state: DomainState, later: Sighting, at: number, context: FoldContext): boolean {
  for (const incident of state.incidents) {
    const member = memberIndex(incident).byId.get(later.id);
    if (member === undefined) continue;
    if (later.revision <= member.revision) return true;
    if (later.endedAt === null) noteHeldReturn(incident, at, context.options);
    const worse = revise(member, later);
    incident.newsAt = at;
    if (incident.phase !== 'resolved') touched(incident, worse && tellsMore(incident, [member]), at, context);
    else if (worse && later.endedAt === null) reopen(incident, at, context);
    return true;
  }
  const loose = looseById(state, later.id);
  if (loose !== undefined && later.revision > loose.revision) revise(loose, later);
  return loose !== undefined;
}

function join(state: DomainState, sighting: Sighting, at: number, context: FoldContext): void {
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
  }
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

/** Sets the timers anew after something was heard of a live incident. */
function touched(incident: Incident, worthTelling: boolean, at: number, { options }: FoldContext): void {
  if (incident.phase === 'forming') {
    const first = incident.members[0]?.startedAt ?? at;
    incident.openAt = Math.max(first + options.waitMs, at);
    incident.forgetAt = null;
    return;
  }
  settle(incident, at, options);
  if (worthTelling) incident.updateAt ??= Math.max(at, incident.publishedAt + options.updateEveryMs);
}

function open(state: DomainState, incident: Incident, at: number, context: FoldContext): void {
  const [trigger] = incident.members;
  if (trigger === undefined) return;
  const from = troubleFrom(incident.members, state.maintenance ?? [], context.options.resolveAfterMs);
  if (from === undefined || from > at) {
    incident.openAt = from ?? null;
    incident.forgetAt = from === undefined ? forgottenAt(at, context.options) : null;
    return;
  }
  incident.phase = 'open';
  incident.triggerId = trigger.id;
  incident.id = incidentId(trigger.id);
  incident.openAt = null;
  publish(incident, 'open', at, context);
  settle(incident, at, context.options);
}

/** Sets the time at which an open incident is over if nothing more is heard. */
function settle(incident: Incident, at: number, options: LifecycleOptions): void {
  incident.resolveAt = Math.max(endOf(incident, quietTime(incident, at, options)), at);
}

function resolve(incident: Incident, at: number, context: FoldContext, note?: string): void {
  incident.phase = 'resolved';
  incident.resolvedAt = at;
  incident.resolveAt = null;
  incident.forgetAt = forgottenAt(at, context.options);
  publish(incident, 'resolved', at, context, note === undefined ? {} : { note });
}

/** When (epoch ms) an incident that is over is forgotten: nothing can reopen it any more. */
function forgottenAt(at: number, { windowMs, waitMs }: LifecycleOptions): number {
  return at + windowMs + waitMs;
}

function reopen(incident: Incident, at: number, context: FoldContext): void {
  noteReturn(incident, at, context.options);
  incident.phase = 'open';
  incident.resolvedAt = null;
  incident.forgetAt = null;
  publish(incident, 'reopened', at, context);
  settle(incident, at, context.options);
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

/** Keeps the number of live incidents bounded: the one longest without news is ended. */
function endEarly(state: DomainState, newest: Incident, at: number, context: FoldContext): void {
  const live = state.incidents.filter(({ phase }) => phase !== 'resolved');
  if (live.length <= limits.incidents) return;
  const [oldest] = live
    .filter((incident) => incident !== newest)
    .sort((a, b) => a.newsAt - b.newsAt || compareText(a.id, b.id));
  if (oldest === undefined) return;
  // Nothing goes without a word, but for what is held back because it was to be expected.
  if (oldest.phase === 'forming') open(state, oldest, at, context);
  if (oldest.phase === 'open') {
    resolve(oldest, at, context, `ended early: more than ${limits.incidents} incidents were open`);
  } else {
    state.incidents = state.incidents.filter((other) => other !== oldest);
  }
}

function publish(
  incident: Incident,
  status: IncidentStatus,
  at: number,
  context: FoldContext,
  extra: Pick<Revision, 'mergedInto' | 'note'> = {},
): void {
  incident.revision++;
  incident.publishedAt = at;
  incident.updateAt = null;
  context.publish({ incident, status, at, ...extra });
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
