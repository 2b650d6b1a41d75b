import type { IncidentSummary } from '../live/api-types.ts';

type Severity = IncidentSummary['severity'];

/** What the list shows; each field left out shows everything. */
export interface IncidentFilter {
  readonly state?: 'open' | 'closed';
  /** This one and worse. */
  readonly severity?: Exclude<Severity, 'low'>;
  /** Part of an entity, the cause, the summary or the id, in any case. */
  readonly text?: string;
  /** Set to leave out what was simulated. */
  readonly simulated?: false;
}

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];
const TEXT_LENGTH = 200;

/** The filter that an address carries; what it does not understand it leaves out. */
export function filterFrom(search: string): IncidentFilter {
  const params = new URLSearchParams(search);
  const state = params.get('state');
  const severity = params.get('severity');
  const text = params.get('text')?.slice(0, TEXT_LENGTH);
  return {
    ...(state === 'open' || state === 'closed' ? { state } : {}),
    ...(severity === 'medium' || severity === 'high' || severity === 'critical' ? { severity } : {}),
    ...(text === undefined || text === '' ? {} : { text }),
    ...(params.get('simulated') === 'no' ? { simulated: false } : {}),
  };
}

/** What the address carries for a filter: read back by {@link filterFrom}; empty when all is shown. */
export function searchOf({ state, severity, text, simulated }: IncidentFilter): string {
  const params = new URLSearchParams();
  if (state !== undefined) params.set('state', state);
  if (severity !== undefined) params.set('severity', severity);
  if (text !== undefined && text !== '') params.set('text', text);
  if (simulated === false) params.set('simulated', 'no');
  const search = params.toString();
  return search === '' ? '' : `?${search}`;
}

/** Whether an incident is one of those that are to be shown. */
export function isShown(
  incident: IncidentSummary,
  { state, severity, text, simulated }: IncidentFilter,
): boolean {
  return (
    (state === undefined || incident.state === state) &&
    (severity === undefined || SEVERITIES.indexOf(incident.severity) >= SEVERITIES.indexOf(severity)) &&
    (simulated !== false || !incident.simulated) &&
    (text === undefined || says(incident, text.trim().toLowerCase()))
  );
}

function says({ id, cause, summary, entities }: IncidentSummary, text: string): boolean {
  return [id, cause ?? '', summary, ...entities].some((part) => part.toLowerCase().includes(text));
}

/** Open ones first, worse before less bad, then those that began last. Of two that are alike the id decides, so that rows keep their places. */
export function byUrgency(a: IncidentSummary, b: IncidentSummary): number {
  return (
    Number(a.state === 'closed') - Number(b.state === 'closed') ||
    (a.state === 'open' ? SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) : 0) ||
    compare(b.listed_at, a.listed_at) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
