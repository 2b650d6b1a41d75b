import { logQuery, queryEvidence } from '../evidence.ts';
import { type OpenAnomaly, opened, released, resolved } from '../lifecycle.ts';
import { clip, formatSpan } from '../wording.ts';
import { linkName } from './line-signal.ts';
import type { LogContext } from './log-context.ts';
import { type LogState, logSubject } from './log-state.ts';

/** A device that says its link is down is not a matter of probability: critical. */
const SCORE = 6;
/** Links of one entity that are told apart. */
const MAX_LINKS = 64;
/** Windows without a line about links after which the anomaly is given up: the line that it came back may be lost. */
const QUIET_WINDOWS = 10;

/** A link of the entity went down: the first one opens the anomaly at once, further ones join it. */
export function linkDown(
  state: LogState,
  line: string,
  at: number,
  { urls, muteOf }: LogContext,
): OpenAnomaly | undefined {
  const name = linkName(line);
  const subject = logSubject(state, 'link_down');
  if (state.links !== null) {
    const { down } = state.links;
    if (!down.includes(name) && down.length < MAX_LINKS) down.push(name);
    state.links.at = at;
    return undefined;
  }
  const { entity } = state;
  const text = clip(line, 200);
  const open = opened(
    subject,
    {
      type: 'log',
      name: 'link_down',
      detector: 'link_state',
      startedAt: at,
      score: SCORE,
      severity: 'critical',
      reason: 'link down',
      summary: `${entity.name} reports ${name === '' ? 'a link' : name} down, which link_state expected to be up: ${text}`,
      value: 1,
      expected: { lower: 0, mid: 0, upper: 0 },
      contributions: [{ detector: 'link_state', score: SCORE, detail: text }],
      evidence: [
        { kind: 'log', title: text },
        queryEvidence(urls, 'log', `Log of ${entity.name}`, logQuery(state.labels), { from: at, to: at }),
      ],
    },
    at,
    muteOf(subject, at),
  );
  state.links = { open, down: [name], at };
  return open;
}

/** A link came back. The anomaly ends with the last one; a line that names none ends it at once. */
export function linkUp(state: LogState, line: string, at: number): OpenAnomaly | undefined {
  const { links } = state;
  if (links === null) return undefined;
  const name = linkName(line);
  links.down = name === '' ? [] : links.down.filter((other) => other !== name && other !== '');
  links.at = at;
  if (links.down.length > 0) return undefined;
  state.links = null;
  const lasting = formatSpan(at - Date.parse(String(links.open.started_at)));
  return resolved(links.open, at, at, `Links of ${state.entity.name} are up again after ${lasting}`, 0);
}

/** Event time at which the anomaly is given up unless another link line comes; never while a mute withholds it. */
export function forgottenAt(links: NonNullable<LogState['links']>, windowMs: number): number {
  return links.open.withheld === undefined ? links.at + QUIET_WINDOWS * windowMs : Number.POSITIVE_INFINITY;
}

/** Event time at which the mute that withholds the anomaly is over; infinite where none does. */
export function linksToldAt(links: NonNullable<LogState['links']>): number {
  return links.open.withheld?.until ?? Number.POSITIVE_INFINITY;
}

/** A mute is over and the links are still down: that is told now, unless another mute is in effect. */
export function tellLinks(state: LogState, at: number, { muteOf }: LogContext): OpenAnomaly | undefined {
  const { links } = state;
  if (links === null) return undefined;
  const mute = muteOf(logSubject(state, 'link_down'), at);
  links.open = mute === undefined ? released(links.open, at) : { ...links.open, withheld: mute };
  links.at = Math.max(links.at, at);
  return mute === undefined ? links.open : undefined;
}

/** Gives the anomaly up after the quiet time. */
export function forgetLinks(state: LogState, windowMs: number): OpenAnomaly | undefined {
  const { links } = state;
  if (links === null) return undefined;
  state.links = null;
  const at = forgottenAt(links, windowMs);
  const quiet = formatSpan(QUIET_WINDOWS * windowMs);
  return resolved(
    links.open,
    at,
    at,
    `${state.entity.name} has said nothing more about its links for ${quiet}`,
  );
}
