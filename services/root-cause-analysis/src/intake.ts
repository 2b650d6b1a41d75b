import {
  type AnomalyMessage,
  createEntityResolver,
  type EntityResolver,
  headers as names,
  parseTimestamp,
  siteOf,
  type Topology,
} from '@aiops/contracts';
import { contentAnomalyId } from '@aiops/rca';
import type { Message } from '@aiops/runtime';
import type { Arrival } from './merge/ordered-release.ts';

/** What is kept of an anomaly while it waits for its place. Plain JSON. */
export interface Waiting {
  readonly message: AnomalyMessage;
  readonly entity: string;
  readonly traceparent?: string;
}

/** An anomaly message, placed: its correlation domain and the form in which the buffer takes it. */
export interface Intake {
  readonly domain: string;
  readonly arrival: Arrival<Waiting>;
}

/** A validated record of the anomalies topic. */
export type AnomalyRecord = Extract<Message, { readonly topic: 'aiops.anomalies' }>;

/** A stamp further ahead of the broker's clock than this comes from a wrong clock. */
const AHEAD_MS = 3_600_000;

/** Reads anomaly messages; `topology` resolves the entity of one that came without an id. */
export function createIntake(topology: () => Topology | undefined): (record: AnomalyRecord) => Intake {
  let resolver: EntityResolver | undefined;
  let version: string | undefined;
  const entityOf = (message: AnomalyMessage) => {
    if (message.entity_id !== undefined) return message.entity_id;
    const current = topology();
    if (resolver === undefined || version !== current?.version) {
      resolver = createEntityResolver(current?.nodes ?? []);
      version = current?.version;
    }
    return resolver.resolve(message.labels ?? {}).id;
  };
  return (record) => {
    const entity = entityOf(record.value);
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
  };
}

/** Header values that do not spell numbers are not ours: such a message counts as typed by hand. */
function originOf({ headers }: AnomalyRecord): Arrival<Waiting>['origin'] {
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
