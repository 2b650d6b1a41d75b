import { contentId, type EntityResolver, formatTimestamp, severitySchema } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import type { SeenAlert } from '../sources/alertmanager/seen-alert.ts';
import { eventOut } from './event-out.ts';

const SEVERITIES: Readonly<Record<string, string>> = {
  page: 'critical',
  fatal: 'critical',
  error: 'high',
  major: 'high',
  warning: 'medium',
  minor: 'medium',
  info: 'low',
  none: 'low',
};
const TEXT_LENGTH = 1_000;
/** What the fleet added to an alert itself is no news. */
const OURS = /^aiops_/;

/** The event `alert` of `aiops.events`, keyed by the entity that the labels name. One alert that fires, and its end, have an id each, whoever told them. */
export function alertOut(alert: SeenAlert, resolver: EntityResolver): OutMessage {
  const { fingerprint, status, startsAt, endsAt, generatorURL, labels, annotations } = alert;
  const at = status === 'resolved' ? (endsAt ?? startsAt) : startsAt;
  const name = labels.alertname ?? 'alert';
  const told = annotations.summary || annotations.description;
  const event = {
    event_id: alertId(alert),
    timestamp: formatTimestamp(at),
    event_type: 'alert',
    source: 'alertmanager',
    ...severityOf(labels.severity),
    summary: short(told === undefined || told === '' ? name : `${name}: ${told}`),
    details: {
      status,
      fingerprint,
      labels,
      annotations: Object.fromEntries(Object.entries(annotations).filter(([key]) => !OURS.test(key))),
      starts_at: formatTimestamp(startsAt),
      ...(status === 'resolved' ? { ends_at: formatTimestamp(at) } : {}),
      ...(generatorURL === undefined ? {} : { generatorURL }),
    },
  };
  return eventOut(event, labels, resolver);
}

/** The id of the event that tells of an alert in its state. */
export function alertId({ fingerprint, startsAt, status }: SeenAlert): string {
  return contentId('alert', fingerprint, startsAt, status);
}

function severityOf(text: string | undefined): { readonly severity?: string } {
  const word = text?.toLowerCase() ?? '';
  const known =
    severitySchema.safeParse(word).data ?? (Object.hasOwn(SEVERITIES, word) ? SEVERITIES[word] : undefined);
  return known === undefined ? {} : { severity: known };
}

function short(text: string): string {
  return text.slice(0, TEXT_LENGTH);
}
