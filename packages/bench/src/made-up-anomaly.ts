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

/** An anomaly of a node that began at `startedAt` (epoch ms), with the headers that anomaly-detection gives it. */
export function madeUpAnomaly(
  node: TopologyNode,
  metric: string,
  startedAt: number,
  score: number,
  { origin, seq, watermark }: Place,
): MadeUp<AnomalyMessage> {
  const value: AnomalyMessage = {
    anomaly_id: anomalyId(seriesKey(node.id, metric, {}), 'detected', startedAt),
    revision: 1,
    status: 'firing',
    timestamp: formatTimestamp(startedAt),
    started_at: formatTimestamp(startedAt),
    anomaly_type: 'statistical',
    metric_name: metric,
    labels: {},
    score,
    severity: severityOf(score),
    reason: `${metric} is out of its band`,
    summary: `${metric} of ${node.name} is abnormal`,
    entity_id: node.id,
    entity_type: node.type,
    entity_name: node.name,
  };
  const headers = {
    [names.origin]: origin,
    [names.originSeq]: String(seq),
    [names.originWatermark]: String(watermark),
  };
  return { key: siteOf(node.id), value, headers };
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
