import {
  type AnomalyMessage,
  formatTimestamp,
  headers,
  type Maintenance,
  topics,
  type WatermarkMessage,
} from '@aiops/contracts';
import type { Emit, KeyedState } from '@aiops/runtime';
import type { OpenAnomaly } from './lifecycle.ts';
import { createKnownMaintenance } from './maintenance/known-maintenance.ts';
import { createUntoldMaintenance, type IdentifiedEvent } from './maintenance/untold-maintenance.ts';
import type { Mute, MutedSubject } from './mutes/mute-set.ts';
import type { Setup } from './setup.ts';

/** Event time that a domain must gain before it is announced again. */
const ANNOUNCE_EVERY_MS = 5_000;
/** A stamp further ahead of the broker's clock than this is a wrong clock and moves nothing. */
const MAX_AHEAD_MS = 3_600_000;

interface DomainRecord {
  readonly domain: string;
  watermark: number;
  /** Anomalies and deviations so far. They travel in two topics, so each sort has numbers of its own. */
  emitted: number;
  deviated: number;
  /** What the last watermark message said; null before the first. */
  sent: { watermark: number; emitted: number; deviated: number } | null;
}

/** One input topic-partition: how far its event time has come in each correlation domain, and what it gave rise to. */
export interface Origin {
  /** Takes a stamp into account and returns the watermark before it, −Infinity when there was none. */
  advance(domain: string, at: number): number;
  /** How far the event time has come (epoch ms) in each domain. */
  watermarks(): readonly { readonly domain: string; readonly watermark: number }[];
  /** Takes note of maintenance that was announced in this input. */
  announced(maintenance: Maintenance): void;
  /** The mute of the settings, or the maintenance announced so far, that is in effect for a subject at an event time. */
  muteOf(subject: MutedSubject, at: number): Mute | undefined;
  /**
   * Publishes an anomaly with the next number of this origin and domain. One that a mute withholds is not published, neither its
   * beginning nor its end; the beginning is counted.
   */
  publish(anomaly: AnomalyMessage & Pick<OpenAnomaly, 'withheld'>, domain: string, emit: Emit): void;
  /**
   * Publishes a deviation with the next number of this origin and domain, under the key of the domain: it takes its place
   * among the anomalies where causes are ranked.
   */
  deviate(event: IdentifiedEvent, domain: string, emit: Emit): void;
  /** The same for maintenance, numbered among the deviations; where nothing of the domain was seen here yet, as soon as something is. */
  tell(event: IdentifiedEvent, domain: string, emit: Emit): void;
  /** Tells every partition of the watermark topic what has moved. Where batches end changes when this is said, not what. */
  announce(emit: Emit): void;
}

/** True when a stamp lies so far ahead of the broker's time that the clock which made it must be wrong. */
export function isFuture(at: number, recordedAt: number): boolean {
  return recordedAt > 0 && at - recordedAt > MAX_AHEAD_MS;
}

export function createOrigin(
  { mutes, counters }: Pick<Setup, 'mutes' | 'counters'>,
  state: KeyedState,
  topic: string,
  partition: number,
  partitions: number,
): Origin {
  const name = `${topic}/${partition}`;
  const key = `origin/${topic}`;
  // A list, because a domain comes from a label and may be called `__proto__`.
  const maintenance = createKnownMaintenance(state, topic);
  const untold = createUntoldMaintenance(state, topic);
  const records = state.get<DomainRecord[]>(key) ?? [];
  const byDomain = new Map(records.map((record) => [record.domain, record]));
  const begin = (domain: string, at: number) => {
    const first = { domain, watermark: at, emitted: 0, deviated: 0, sent: null };
    records.push(first);
    byDomain.set(domain, first);
    state.put(key, records);
    untold.seen(domain, at);
  };
  const nextNumber = (domain: string, sort: 'emitted' | 'deviated', watermark?: number) => {
    const record = byDomain.get(domain);
    if (record === undefined)
      throw new Error(`${name} publishes for ${domain} before any event time was seen`);
    record[sort] += 1;
    state.put(key, records);
    return numbersOf(name, record[sort], watermark ?? record.watermark);
  };
  const emitEvent = (event: IdentifiedEvent, domain: string, emit: Emit, watermark?: number) => {
    const numbers = nextNumber(domain, 'deviated', watermark);
    emit({ topic: topics.events, key: domain, value: event, id: event.event_id, headers: numbers });
  };
  /** Before any other number is given, so that numbers stay in the order in which they are published. */
  const tellHeld = (emit: Emit) => {
    for (const { event, domain, watermark } of untold.release()) emitEvent(event, domain, emit, watermark);
  };
  return {
    advance(domain, at) {
      const record = byDomain.get(domain);
      if (record === undefined) {
        begin(domain, at);
        return Number.NEGATIVE_INFINITY;
      }
      const before = record.watermark;
      if (at > before) {
        record.watermark = at;
        state.put(key, records);
      }
      return before;
    },
    watermarks: () => records,
    announced: maintenance.take,
    muteOf: (subject, at) => mutes().find(subject, at) ?? maintenance.find(subject.entity.id, at),
    publish(anomaly, domain, emit) {
      if (anomaly.withheld !== undefined) {
        if (anomaly.status === 'firing') counters.muted.inc({ mute: anomaly.withheld.name });
        return;
      }
      tellHeld(emit);
      const id = `${anomaly.anomaly_id}.${anomaly.revision}`;
      const numbers = nextNumber(domain, 'emitted');
      emit({ topic: topics.anomalies, key: domain, value: anomaly, id, headers: numbers });
    },
    deviate(event, domain, emit) {
      tellHeld(emit);
      emitEvent(event, domain, emit);
    },
    tell(event, domain, emit) {
      tellHeld(emit);
      if (byDomain.has(domain)) emitEvent(event, domain, emit);
      else untold.hold(event, domain);
    },
    announce(emit) {
      tellHeld(emit);
      if (!records.some(hasNews)) return;
      emitWatermarks(name, records, partitions, emit);
      for (const record of records) noteSent(record);
      state.put(key, records);
    },
  };
}

function emitWatermarks(
  name: string,
  records: readonly DomainRecord[],
  partitions: number,
  emit: Emit,
): void {
  const value = watermarkMessage(name, records);
  for (let partition = 0; partition < partitions; partition += 1)
    emit({ topic: topics.watermarks, key: name, value, partition });
}

function numbersOf(name: string, seq: number, watermark: number) {
  return {
    [headers.origin]: name,
    [headers.originSeq]: String(seq),
    [headers.originWatermark]: String(watermark),
  };
}

function noteSent(record: DomainRecord): void {
  const { watermark, emitted, deviated } = record;
  record.sent = { watermark, emitted, deviated };
}

function hasNews({ watermark, emitted, deviated, sent }: DomainRecord): boolean {
  if (sent === null || emitted !== sent.emitted || deviated !== sent.deviated) return true;
  return watermark - sent.watermark >= ANNOUNCE_EVERY_MS;
}

function watermarkMessage(origin: string, records: readonly DomainRecord[]): WatermarkMessage {
  const newest = records.reduce((most, { watermark }) => Math.max(most, watermark), Number.NEGATIVE_INFINITY);
  const domains = Object.fromEntries(
    records.map(({ domain, watermark, emitted, deviated }) => [
      domain,
      { watermark: formatTimestamp(watermark), emitted, ...(deviated === 0 ? {} : { deviated }) },
    ]),
  );
  return { origin, timestamp: formatTimestamp(newest), domains };
}
