import { revise, type Sighting } from '../signals/sighting.ts';
import { countSettled } from './count-settled.ts';
import { noteHeldReturn } from './flapping.ts';
import type { DomainState } from './incident-state.ts';
import { nextTimer, type Timer } from './incident-timers.ts';
import { join } from './joining.ts';
import { type FoldContext, open, publish, reopen, resolve, touched } from './lifecycle.ts';
import { forgetLoose, looseById } from './loose-sightings.ts';
import { memberIndex, noteRevised } from './member-index.ts';
import { tellsMore } from './tells-more.ts';

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
    noteRevised(incident, member);
    incident.newsAt = at;
    if (incident.phase !== 'resolved') touched(incident, worse && tellsMore(incident, [member]), at, context);
    else if (worse && later.endedAt === null) reopen(incident, at, context);
    return true;
  }
  const loose = looseById(state, later.id);
  if (loose !== undefined && later.revision > loose.revision) revise(loose, later);
  return loose !== undefined;
}
