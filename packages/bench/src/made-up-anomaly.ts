import {
  type AnomalyMessage,
  anomalyId,
  formatTimestamp,
  headers as names,
  seriesKey,
  severityOf,
  siteOf,
  type TopologyNode,
  type WatermarkMessage,
} from '@aiops/contracts';

/** A message as it lies on a topic, for a bus or for a task. */
export interface MadeUp<Value> {
  readonly key: string;
  readonly value: Value;
  readonly headers: Readonly<Record<string, string>>;
}

/** The number that an origin gives to an anomaly, and how far (epoch ms) the origin had come. */
export interface Place {
  readonly origin: string;
  readonly seq: number;
  readonly watermark: number;
}

/** An anomaly message of a node as anomaly-detection writes it; it began `at` (epoch ms). */
export function anomalyOf(
  { id, type, name }: TopologyNode,
  metric: string,
  score: number,
  at: number,
): AnomalyMessage {
  return {
    anomaly_id: anomalyId(seriesKey(id, metric, {}), 'detected', at),
    revision: 1,
    status: 'firing',
    timestamp: formatTimestamp(at),
    started_at: formatTimestamp(at),
    anomaly_type: 'statistical',
    detector: 'zscore',
    metric_name: metric,
    labels: {},
    score,
    severity: severityOf(score),
    reason: `${metric} is out of its band`,
    summary: `${metric} of ${name} is abnormal`,
    entity_id: id,
    entity_type: type,
    entity_name: name,
  };
}

/** The same with the headers that anomaly-detection gives it. */
export function madeUpAnomaly(
  node: TopologyNode,
  metric: string,
  startedAt: number,
  score: number,
  { origin, seq, watermark }: Place,
): MadeUp<AnomalyMessage> {
  const headers = {
    [names.origin]: origin,
    [names.originSeq]: String(seq),
    [names.originWatermark]: String(watermark),
  };
  return { key: siteOf(node.id), value: anomalyOf(node, metric, score, startedAt), headers };
}

/** What an origin announces when it has come to `watermark` (epoch ms) in a domain and has published `emitted` anomalies. */
export function madeUpWatermark(
  origin: string,
  domain: string,
  watermark: number,
  emitted: number,
): WatermarkMessage {
  const at = formatTimestamp(watermark);
  return { origin, timestamp: at, domains: { [domain]: { watermark: at, emitted, deviated: 0 } } };
}
