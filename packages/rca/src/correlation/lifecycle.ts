import { type IncidentStatus, incidentId } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { troubleFrom } from '../memory/known-maintenance.ts';
import type { Space } from './correlate.ts';
import { noteReturn, quietTime } from './flapping.ts';
import { type DomainState, type Incident, type LifecycleOptions, limits } from './incident-state.ts';
import { endOf } from './membership.ts';

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

/** What incidents are folded with. */
export interface FoldContext {
  readonly options: LifecycleOptions;
  readonly space: Space;
  readonly publish: (revision: Revision) => void;
}

/** Sets the timers anew after something was heard of a live incident. */
export function touched(
  incident: Incident,
  worthTelling: boolean,
  at: number,
  { options }: FoldContext,
): void {
  if (incident.phase === 'forming') {
    const first = incident.members[0]?.startedAt ?? at;
    incident.openAt = Math.max(first + options.waitMs, at);
    incident.forgetAt = null;
    return;
  }
  settle(incident, at, options);
  if (worthTelling) incident.updateAt ??= Math.max(at, incident.publishedAt + options.updateEveryMs);
}

/** Tells of an incident for the first time, or waits on while all of it is to be expected during maintenance. */
export function open(state: DomainState, incident: Incident, at: number, context: FoldContext): void {
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

/** Ends an incident; `note` says why, where that is out of the ordinary. */
export function resolve(incident: Incident, at: number, context: FoldContext, note?: string): void {
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

/** Opens an incident again that was over. */
export function reopen(incident: Incident, at: number, context: FoldContext): void {
  noteReturn(incident, at, context.options);
  incident.phase = 'open';
  incident.resolvedAt = null;
  incident.forgetAt = null;
  publish(incident, 'reopened', at, context);
  settle(incident, at, context.options);
}

/** Keeps the number of live incidents bounded: the one longest without news is ended. */
export function endEarly(state: DomainState, newest: Incident, at: number, context: FoldContext): void {
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

/** Tells of the next revision. */
export function publish(
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
