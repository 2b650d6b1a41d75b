import {
  type AnomalyMessage,
  contentId,
  createEntityResolver,
  type EntityResolver,
  type EventMessage,
  eventLabels,
  headers as names,
  parseTimestamp,
  siteOf,
  type Topology,
} from '@aiops/contracts';
import {
  type Change,
  contentAnomalyId,
  type Deviating,
  type KnownMaintenance,
  type ReportedAlert,
  toChange,
  toDeviating,
  toKnownMaintenance,
  toReportedAlert,
} from '@aiops/rca';
import type { Message } from '@aiops/runtime';
import type { Arrival } from './merge/ordered-release.ts';

/** What is kept of an anomaly, a deviation, maintenance, a change or an alert while it waits for its place. Plain JSON. */
export type Waiting =
  | WaitingAnomaly
  | { readonly deviating: Deviating }
  | { readonly maintenance: KnownMaintenance }
  | { readonly change: Change }
  | { readonly alert: ReportedAlert };

interface WaitingAnomaly {
  readonly message: AnomalyMessage;
  readonly entity: string;
  readonly traceparent?: string;
}

/** A message, placed: its correlation domain and the form in which the buffer takes it. */
export interface Intake {
  readonly domain: string;
  readonly arrival: Arrival<Waiting>;
}

/** A validated record of the anomalies topic. */
export type AnomalyRecord = Extract<Message, { readonly topic: 'aiops.anomalies' }>;

/** A stamp further ahead of the broker's clock than this comes from a wrong clock. */
const AHEAD_MS = 3_600_000;
/** A change or an alert stamped further ahead of the broker's clock than this is planned. */
const PLANNED_MS = 60_000;

/** A validated record of the events topic. */
export type EventRecord = Extract<Message, { readonly topic: 'aiops.events' }>;

/** Reads messages whose entity may have to be resolved. */
interface IntakeReader {
  anomaly(record: AnomalyRecord): Intake;
  /** Undefined for an event that tells of no change and no alert, of none that has happened yet, or of nothing that can be found. */
  aside(record: EventRecord): (Intake & { readonly entity: string }) | undefined;
}

/** Reads anomalies, changes and alerts; `topology` resolves the entity of one that came without an id. */
export function createIntake(topology: () => Topology | undefined): IntakeReader {
  let resolver: EntityResolver | undefined;
  let version: string | undefined;
  const resolverNow = () => {
    const current = topology();
    if (resolver === undefined || version !== current?.version) {
      resolver = createEntityResolver(current?.nodes ?? []);
      version = current?.version;
    }
    return resolver;
  };
  return {
    anomaly(record) {
      const { value } = record;
      const entity = value.entity_id ?? resolverNow().resolve(value.labels ?? {}).id;
      return placeAnomaly(record, entity);
    },
    aside(record) {
      const { value } = record;
      if (waitingAside(value, '', 0) === undefined) return undefined;
      const entity = value.entity_id || namedIn(value, resolverNow());
      return entity === undefined ? undefined : placeAside(record, entity);
    },
  };
}

function placeAnomaly(record: AnomalyRecord, entity: string): Intake {
  const traceparent = record.headers[names.traceparent];
  const origin = originOf(record);
  const arrival = {
    id: record.value.anomaly_id ?? contentAnomalyId(record.value, entity),
    revision: record.value.revision ?? 1,
    stamp: stampOf(record, origin === undefined),
    ...(origin === undefined ? {} : { origin }),
    value: { message: record.value, entity, ...(traceparent === undefined ? {} : { traceparent }) },
  };
  return { domain: siteOf(entity), arrival };
}

/** The entity that an event names without its id; undefined when it names none. */
function namedIn(event: EventMessage, resolver: EntityResolver): string | undefined {
  const { id, known, name } = resolver.resolve(eventLabels(event));
  return known || name !== resolver.resolve({}).name ? id : undefined;
}

/**
 * No origin numbers changes and alerts, so no watermark waits for them. One that comes before the watermarks have passed its time (and
 * the wait) takes its place there, and the results are the same whatever came before or after it. One that comes later is known from
 * then on, by its own time: results that are out already do not show it. A repetition makes no difference.
 */
function placeAside({ value, recordedAt }: EventRecord, entity: string) {
  const at = Math.round(parseTimestamp(value.timestamp) ?? Number.NaN);
  const waiting = waitingAside(value, entity, at);
  // What has not happened explains nothing, and remembered as the newest it would make older ones forgotten.
  if (waiting === undefined || !(at <= recordedAt + PLANNED_MS)) return undefined;
  const id = value.event_id ?? contentIdOf(waiting);
  const what = 'change' in waiting ? 'change' : 'alert';
  const arrival = { id: `${what} ${id}`, revision: 1, stamp: at, aside: true, value: waiting };
  return { domain: siteOf(entity), entity, arrival };
}

type Aside = Extract<Waiting, { readonly change: Change } | { readonly alert: ReportedAlert }>;

function waitingAside(event: EventMessage, entity: string, at: number): Aside | undefined {
  const change = toChange(event, entity, at);
  if (change !== undefined) return { change };
  const alert = toReportedAlert(event, entity, at);
  return alert === undefined ? undefined : { alert };
}

function contentIdOf(waiting: Aside): string {
  if ('change' in waiting) {
    const { entity, kind, at, summary } = waiting.change;
    return contentId('change', entity, kind, at, summary);
  }
  const { entity, at, title, url = '' } = waiting.alert;
  return contentId('alert', entity, at, title, url);
}

type Origin = NonNullable<Arrival<Waiting>['origin']>;

/** Reads an event; undefined for one that says nothing about causes, or that no origin has numbered: it would have no place. */
export function placeEvent(record: EventRecord): Intake | undefined {
  const numbered = originOf(record);
  if (numbered === undefined) return undefined;
  const origin: Origin = { ...numbered, sort: 'deviation' };
  return placeDeviation(record, origin) ?? placeMaintenance(record, origin);
}

function placeDeviation({ value, key }: EventRecord, origin: Origin): Intake | undefined {
  const at = parseTimestamp(value.timestamp);
  if (value.entity_id === undefined || at === undefined) return undefined;
  const deviating = toDeviating(value, value.entity_id, Math.round(at));
  if (deviating === undefined) return undefined;
  const id = value.event_id ?? contentId('deviation', value.entity_id, deviating.metric, deviating.at);
  return {
    domain: key ?? siteOf(value.entity_id),
    arrival: { id, revision: 1, stamp: Math.round(at), origin, value: { deviating } },
  };
}

/** Every input that was told of maintenance tells it on, and it takes the earliest of their places. */
function placeMaintenance({ value, key }: EventRecord, origin: Origin): Intake | undefined {
  const maintenance = toKnownMaintenance(value);
  if (maintenance === undefined) return undefined;
  const { announcedAt, from, until } = maintenance;
  const id = contentId('maintenance', maintenance.id, announcedAt, from, until);
  return {
    domain: key ?? siteOf(maintenance.entity),
    arrival: { id, revision: 1, stamp: announcedAt, origin, value: { maintenance } },
  };
}

/** Header values that do not spell numbers are not ours: such a message counts as typed by hand. */
function originOf({ headers }: AnomalyRecord | EventRecord): Origin | undefined {
  const name = headers[names.origin];
  const seq = Number(headers[names.originSeq] ?? Number.NaN);
  const watermark = Number(headers[names.originWatermark] ?? Number.NaN);
  if (name === undefined || !Number.isSafeInteger(seq) || !Number.isFinite(watermark)) return undefined;
  return { name, seq, watermark: Math.floor(watermark) };
}

/**
 * When it ended or else began. Where no origin bounds it, a stamp from a clock that runs ahead of the broker's says nothing
 * and is read as the earliest time.
 */
function stampOf({ value, recordedAt }: AnomalyRecord, unbounded: boolean): number {
  const own = value.ended_at ?? value.started_at ?? value.timestamp;
  const at = Math.round(parseTimestamp(own) ?? 0);
  return unbounded && at > recordedAt + AHEAD_MS ? 0 : at;
}
