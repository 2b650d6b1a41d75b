import { type EntityResolver, type Labels, label } from '@aiops/contracts';
import type { IncidentBook } from '../incident-book.ts';
import type { IncidentNote } from '../incident-note.ts';

/** Name of the alert that the fleet posts itself. */
export const ROOT_CAUSE_ALERT = 'AIOpsRootCause';

export interface EnrichedAlerts {
  readonly body: string;
  /** Alerts that something was added to. */
  readonly count: number;
}

/** What is needed to find the incident that explains an alert. */
export interface Explaining {
  readonly book: IncidentBook;
  readonly resolver: () => EntityResolver;
}

/**
 * The body of a `POST /api/v2/alerts` with what is known of open incidents among the annotations of the alerts that they explain, everything
 * else as it was. Undefined when it is no such body, or when none of its alerts is explained: then it passes as it is.
 */
export function enrichAlerts(body: Uint8Array, explaining: Explaining): EnrichedAlerts | undefined {
  const alerts = readAlerts(body);
  let count = 0;
  const enriched = alerts?.map((alert) => {
    const note = isObject(alert) ? noteAbout(alert.labels, explaining) : undefined;
    if (note === undefined || !isObject(alert)) return alert;
    const annotations = alert.annotations ?? {};
    if (!isObject(annotations)) return alert;
    count += 1;
    return { ...alert, annotations: mergedAnnotations(annotations, note) };
  });
  return count === 0 ? undefined : { body: JSON.stringify(enriched), count };
}

/** The note about what an alert's labels name; undefined for the fleet's own alert, and for one that names nothing. */
export function noteAbout(labels: unknown, { book, resolver }: Explaining): IncidentNote | undefined {
  if (!isObject(labels)) return undefined;
  const texts = labels as Labels;
  if (label(texts, 'alertname') === ROOT_CAUSE_ALERT) return undefined;
  return book.about(resolver().resolve(texts));
}

/** Annotations with those of a note: `aiops_*` are always set, the others only where there is none. */
export function mergedAnnotations(
  annotations: Readonly<Record<string, unknown>>,
  { annotations: ours, defaults }: IncidentNote,
): Record<string, unknown> {
  const missing = Object.entries(defaults).filter(([name]) => (annotations[name] ?? '') === '');
  return { ...annotations, ...Object.fromEntries(missing), ...ours };
}

function readAlerts(body: Uint8Array): unknown[] | undefined {
  try {
    // Strict, because a repaired text would be another label; a byte order mark is left to Alertmanager to refuse.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const alerts: unknown = JSON.parse(text);
    return Array.isArray(alerts) ? alerts : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
