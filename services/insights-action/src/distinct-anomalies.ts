import type { AnomalyMessage, RcaResult } from '@aiops/contracts';
import { deviceOf, onsetOf } from './anomaly-facts.ts';

/** The anomalies of an incident, each once, by their onset and then their id. */
export function distinctAnomalies(result: RcaResult): AnomalyMessage[] {
  const cause = result.root_cause.root_cause_anomaly;
  const all = [
    ...(cause === null ? [] : [cause]),
    result.trigger_anomaly,
    ...result.correlated_anomalies.map(({ event }) => event),
  ];
  const byKey = new Map<string, AnomalyMessage>();
  for (const anomaly of all) {
    const key = anomalyKey(anomaly);
    if (!byKey.has(key)) byKey.set(key, anomaly);
  }
  return [...byKey]
    .sort(([a, one], [b, other]) => onsetOf(one) - onsetOf(other) || (a < b ? -1 : 1))
    .map(([, anomaly]) => anomaly);
}

/** The id of an anomaly, or what tells one from another where it was typed by a person. */
export function anomalyKey(anomaly: AnomalyMessage): string {
  return anomaly.anomaly_id ?? JSON.stringify([deviceOf(anomaly), anomaly.metric_name, onsetOf(anomaly)]);
}
