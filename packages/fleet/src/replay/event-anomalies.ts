import {
  type AnomalyMessage,
  anomalyId,
  formatTimestamp,
  headers,
  type Labels,
  nameOf,
  seriesKey,
  severityOf,
  siteOf,
  topics,
  typeOf,
} from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import type { CaseNetwork } from './case-network.ts';
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

/** Turns the recorded alerts of one case into messages of `aiops.anomalies`, in their order. */
export interface EventAnomalies {
  /** Nothing, where a state is told that is no change. */
  take(event: EventEntry, network: CaseNetwork): OutMessage | undefined;
  /** How many messages there were so far. */
  emitted(): number;
}

interface OpenState {
  readonly normal: string;
  open: AnomalyMessage | undefined;
}

/** `before`: messages that the same origin has given earlier. */
export function createEventAnomalies(before: number): EventAnomalies {
  let emitted = before;
  const states = new Map<string, OpenState>();
  const publish = (value: AnomalyMessage, at: number): OutMessage => {
    emitted += 1;
    return {
      topic: topics.anomalies,
      key: siteOf(value.entity_id ?? ''),
      value,
      id: `${value.anomaly_id}.${value.revision}`,
      headers: {
        [headers.origin]: EVENT_ORIGIN,
        [headers.originSeq]: String(emitted),
        [headers.originWatermark]: String(at),
      },
    };
  };
  /** The first value is the normal one; another one opens an anomaly, the next normal one ends it. */
  const onState = (event: EventEntry, network: CaseNetwork) => {
    const { entity, name, dir } = event.value;
    const key = JSON.stringify([entity, name]);
    const value = dir ?? '';
    const state = states.get(key);
    if (state === undefined) {
      states.set(key, { normal: value, open: undefined });
      return undefined;
    }
    if (value !== state.normal && state.open === undefined) {
      state.open = anomalyOf(event, network, {}, `${entity} changed from ${state.normal} to ${value}`);
      return publish(state.open, event.at);
    }
    if (value !== state.normal || state.open === undefined) return undefined;
    const stamp = formatTimestamp(event.at);
    const ended: AnomalyMessage = {
      ...state.open,
      revision: 2,
      status: 'resolved',
      timestamp: stamp,
      ended_at: stamp,
      summary: `${entity} is ${value} again`,
    };
    state.open = undefined;
    return publish(ended, event.at);
  };
  return {
    take(event, network) {
      if (event.value.kind === 'state') return onState(event, network);
      const { entity, kind, name, dir, peer } = event.value;
      const labels = {
        ...(dir === null || dir === undefined ? {} : { dir }),
        ...(peer === null || peer === undefined ? {} : { peer: network.nameOf(peer) }),
      };
      const how = dir === null || dir === undefined ? '' : ` ${dir}`;
      return publish(
        anomalyOf(event, network, labels, `an alert on the ${kind} ${name}${how} of ${entity}`),
        event.at,
      );
    },
    emitted: () => emitted,
  };
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
