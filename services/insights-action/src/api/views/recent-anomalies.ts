import { type AnomalyMessage, contentId, topics } from '@aiops/contracts';
import type { Bus } from '@aiops/runtime';
import { deviceOf } from '../../anomaly-facts.ts';
import { createNewestMap } from './newest-map.ts';
import { createTopicTail } from './topic-tail.ts';

const MOST_ANOMALIES = 2_000;

export interface RecentAnomalies {
  list(): readonly AnomalyMessage[];
  /** The newest revision of that id, if it is among them. */
  get(id: string): AnomalyMessage | undefined;
  poll(): Promise<void>;
}

/** The newest anomalies of `aiops.anomalies`, each in its newest revision, in the memory of each instance. */
export function createRecentAnomalies(bus: Pick<Bus, 'extent' | 'read'>): RecentAnomalies {
  const held = createNewestMap<AnomalyMessage>(MOST_ANOMALIES);
  const tail = createTopicTail(bus, topics.anomalies, MOST_ANOMALIES, ({ value }) => {
    const id = anomalyKey(value);
    if ((held.get(id)?.revision ?? 0) <= (value.revision ?? 1)) held.put(id, value);
  });
  return { list: () => held.values(), get: (id) => held.get(id), poll: () => tail.poll() };
}

/** Its id, or one derived from what it says when a person typed it. */
export function anomalyKey(anomaly: AnomalyMessage): string {
  return (
    anomaly.anomaly_id ??
    contentId('anomaly', deviceOf(anomaly) ?? '', anomaly.metric_name, String(anomaly.timestamp))
  );
}
