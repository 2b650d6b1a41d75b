import { type EventMessage, type Evidence, nameOf } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import { type EntityMemory, rememberedBetween } from './entity-memory.ts';

/** An alert that a rule engine fired about an entity. Plain JSON. */
export interface ReportedAlert {
  readonly entity: string;
  /** When it began to fire, in event time (epoch ms). */
  readonly at: number;
  /** What fired, in the words of who wrote the rule; short. */
  readonly title: string;
  /** Where the rule shows what it saw. */
  readonly url?: string;
}

/** Alerts of the last while. */
export type AlertMemory = EntityMemory<ReportedAlert>;

/** Alerts kept of one entity; the oldest goes first. */
const KEPT = 20;
/** Alerts of one entity that a result cites. */
const CITED = 3;
const TITLE = 200;
const URL_LENGTH = 1_000;

/** Reads an event that tells of a firing alert; undefined for any other, also for the end of one. */
export function toReportedAlert(event: EventMessage, entity: string, at: number): ReportedAlert | undefined {
  const { event_type: kind, entity_name: name = nameOf(entity), summary, details = {} } = event;
  if (kind !== 'alert' || (details.status ?? 'firing') !== 'firing') return undefined;
  const { generatorURL: url } = details;
  const isLink = typeof url === 'string' && /^https?:\/\/\S+$/.test(url) && url.length <= URL_LENGTH;
  const told = summary === undefined || summary === '' ? `an alert about ${name}` : summary;
  return { entity, at, title: told.slice(0, TITLE), ...(isLink ? { url } : {}) };
}

/** Notes an alert, in the order of time; one that is known already is left as it is. */
export function noteAlert(memory: AlertMemory, alert: ReportedAlert): void {
  const key = `#${alert.entity}`;
  const known = memory[key] ?? [];
  if (known.some((other) => order(other, alert) === 0)) return;
  memory[key] = [...known, alert].sort(order).slice(-KEPT);
}

function order(a: ReportedAlert, b: ReportedAlert): number {
  return a.at - b.at || compareText(a.title, b.title) || compareText(a.url ?? '', b.url ?? '');
}

/** What is known of alerts between two times (epoch ms, both included), by entity id. */
export function alertsBetween(
  alerts: AlertMemory | undefined,
  from: number,
  to: number,
): ReadonlyMap<string, readonly ReportedAlert[]> {
  return rememberedBetween(alerts ?? {}, from, to);
}

/** The first alerts of an entity, as evidence. They are cited and add nothing to its score: often they tell what an anomaly tells already. */
export function alertEvidence(alerts: readonly ReportedAlert[] | undefined): Evidence[] {
  return (alerts ?? [])
    .slice(0, CITED)
    .map(({ title, url }) => ({ kind: 'alert', title, ...(url === undefined ? {} : { url }) }));
}
