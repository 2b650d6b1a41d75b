import {
  type AnomalyMessage,
  anomalyId,
  formatTimestamp,
  headers,
  type Labels,
  nameOf,
  seriesKey,
  severityOf,
  topics,
  typeOf,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { type CaseNetwork, SITE } from './case-network.ts';
import type { CaseRecord } from './case-record.ts';

type EventEntry = Extract<CaseRecord, { readonly kind: 'events' }>;

/** Under this name the anomalies of a recording count how far its event time has come. */
export const EVENT_ORIGIN = 'recorded_events/0';

/** A recorded alert says that something is wrong, not how badly: that of an anomaly of high severity. */
const SCORE = 3;

const TYPES: Readonly<Record<EventEntry['value']['kind'], AnomalyMessage['anomaly_type']>> = {
  metric: 'statistical',
  log: 'log',
  trace: 'trace',
  alarm: 'rule',
  state: 'rule',
};

/** Turns the recorded alerts of cases into messages of `aiops.anomalies`, in their order. */
export interface EventAnomalies {
  /** Nothing, where a state is told that is no change. */
  take(event: EventEntry, network: CaseNetwork): OutMessage | undefined;
  /** Ends at `at` (epoch ms) what has not ended, and forgets all states: the case is over. */
  end(at: number): OutMessage[];
  /** How many messages there were so far. */
  emitted(): number;
}

export function createEventAnomalies(): EventAnomalies {
  let emitted = 0;
  const normal = new Map<string, string>();
  const open = new Map<string, AnomalyMessage>();
  const publish = (value: AnomalyMessage, at: number): OutMessage => {
    emitted += 1;
    return {
      topic: topics.anomalies,
      key: SITE,
      value,
      id: `${value.anomaly_id}.${value.revision}`,
      headers: {
        [headers.origin]: EVENT_ORIGIN,
        [headers.originSeq]: String(emitted),
        [headers.originWatermark]: String(at),
      },
    };
  };
  const begin = (key: string, message: AnomalyMessage, at: number) => {
    open.set(key, message);
    return publish(message, at);
  };
  const finish = (key: string, message: AnomalyMessage, at: number) => {
    open.delete(key);
    return publish(resolved(message, at), at);
  };
  /** The first value is the normal one; another one opens an anomaly, the next normal one ends it. */
  const onState = (event: EventEntry, network: CaseNetwork) => {
    const { entity, name } = event.value;
    const value = event.value.dir ?? '';
    const key = JSON.stringify([entity, name]);
    const usual = normal.get(key);
    const current = open.get(key);
    if (usual === undefined) normal.set(key, value);
    else if (value === usual && current !== undefined) return finish(key, current, event.at);
    else if (value !== usual && current === undefined) {
      const summary = `${name} of ${entity} changed from ${usual} to ${value}`;
      return begin(key, anomalyOf(event, network, {}, summary), event.at);
    }
    return undefined;
  };
  return {
    take(event, network) {
      const { entity, kind, name, dir, peer } = event.value;
      if (kind === 'state') return onState(event, network);
      const labels = {
        ...(isGiven(dir) ? { dir } : {}),
        ...(isGiven(peer) ? { peer: network.nameOf(peer) } : {}),
      };
      const how = isGiven(dir) ? ` ${dir}` : '';
      const message = anomalyOf(
        event,
        network,
        labels,
        `alert on the ${kind} ${name}${how} of ${entity || 'nobody'}`,
      );
      return begin(String(message.anomaly_id), message, event.at);
    },
    end(at) {
      normal.clear();
      return [...open].map(([key, message]) => finish(key, message, at));
    },
    emitted: () => emitted,
  };
}

function isGiven(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== '';
}

function resolved(firing: AnomalyMessage, at: number): AnomalyMessage {
  const stamp = formatTimestamp(at);
  return { ...firing, revision: 2, status: 'resolved', timestamp: stamp, ended_at: stamp };
}

function anomalyOf(
  { at, value }: EventEntry,
  network: CaseNetwork,
  more: Labels,
  summary: string,
): AnomalyMessage {
  const { kind, name } = value;
  const { id } = network.resolver.resolve({ instance: network.nameOf(value.entity) });
  const labels = { ...more, instance: network.nameOf(value.entity), kind };
  const stamp = formatTimestamp(at);
  return {
    anomaly_id: anomalyId(seriesKey(id, name, labels), 'recorded', at),
    revision: 1,
    status: 'firing',
    timestamp: stamp,
    started_at: stamp,
    anomaly_type: TYPES[kind],
    detector: 'recorded',
    metric_name: name,
    labels,
    score: SCORE,
    severity: severityOf(SCORE),
    reason: `recorded ${kind} alert`,
    summary,
    entity_id: id,
    entity_type: typeOf(id),
    entity_name: nameOf(id),
  };
}
