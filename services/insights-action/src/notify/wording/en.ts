import { formatSpan } from '../../report/format-value.ts';
import type { Wording } from './wording.ts';

const list = (names: readonly string[], more: number): string => {
  if (more > 0) return `${names.join(', ')} and ${more} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};

/** Messages in English. */
export const en: Wording = {
  severity: { low: 'low', medium: 'medium', high: 'high', critical: 'critical' },
  change: {
    opened: 'Incident',
    cause_changed: 'New cause',
    resolved: 'Resolved',
    merged: 'Merged',
    reopened: 'Reopened',
  },
  certainty: { strong: 'very likely', fair: 'likely', weak: 'possible, not more than a lead' },
  between: ' ',
  simulated: 'SIMULATED',
  title: (change, severity, about, certain) =>
    `${change} (${severity}): ${certain ? '' : 'cause unclear, first seen on '}${about}`,
  cause: (name, effects, more) =>
    effects.length === 0
      ? `${name} is the cause; nothing else is affected so far.`
      : `${name} is the cause; ${list(effects, more)} ${effects.length + more === 1 ? 'suffers' : 'suffer'} from it.`,
  noCause: (guess, affected, more) =>
    [
      `No cause is certain yet. Affected: ${list(affected, more)}.`,
      ...(guess === undefined ? [] : [`The best guess is ${guess}.`]),
    ].join(' '),
  confidence: (words, percent) => `That is ${words} (${percent} %).`,
  changedFrom: (before) => `Before, ${before} was told as the cause.`,
  flapping: (times) =>
    `It ends and comes back again and again (${times} times so far). It now stays open until it has been quiet for longer.`,
  ended: (span) => `It is over after ${span}.`,
  mergedInto: (incident) => `It is part of incident ${incident} now and goes on there.`,
  suggested: (runbooks) => `Suggested: ${list(runbooks, 0)}. Nothing was run.`,
  facts: {
    severity: 'Severity',
    cause: 'Cause',
    confidence: 'Confidence',
    affected: 'Affected',
    began: 'Began',
    ended: 'Ended',
    runbooks: 'Runbooks',
    incident: 'Incident',
  },
  links: { incident: 'Open the incident', grafana: 'Open Grafana' },
  span: formatSpan,
  list,
  none: 'none',
};
