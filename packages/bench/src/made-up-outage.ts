import type { TopologyNode } from '@aiops/contracts';
import { type Deviating, type Sighting, type TopologyIndex, toSighting } from '@aiops/rca';
import { anomalyOf } from './made-up-anomaly.ts';

/** When outages begin. */
export const OUTAGE_START = Date.UTC(2026, 0, 27, 10);
const METRICS = ['response_time', 'cpu_usage', 'error_rate', 'memory_usage', 'network_in'];
const DEVIATING = ['latency_p95', 'span_self_time', 'disk_io', 'http_5xx_errors', 'requests'];

/** What is seen of an outage, as the correlation reads it. */
export interface MadeUpOutage {
  /** Epoch ms. */
  readonly began: number;
  readonly sightings: readonly Sighting[];
  readonly deviations: readonly Deviating[];
}

export interface OutageSize {
  readonly anomalies: number;
  readonly deviations: number;
  /** Entities that anomalies are about, and as many that deviate; half of them are both. */
  readonly entities: number;
}

/** An outage among the entities nearest to a node that begins `began` (epoch ms): a rare metric in five, onsets a tenth of a second apart. */
export function madeUpOutage(
  index: TopologyIndex,
  start: string,
  size: OutageSize,
  began: number = OUTAGE_START,
): MadeUpOutage {
  const { anomalies, deviations, entities } = size;
  const near = neighbourhood(index, start, entities + Math.ceil(entities / 2));
  const [anomalous, deviating] = [near.slice(0, entities), near.slice(-entities)];
  return {
    began,
    sightings: Array.from({ length: anomalies }, (_, i) => {
      const at = began + 100 * i;
      const message = anomalyOf(
        anomalous[i % anomalous.length] as TopologyNode,
        metricOf(METRICS, i),
        2 + (i % 7),
        at,
      );
      return toSighting(message, message.entity_id as string, at);
    }),
    deviations: Array.from({ length: deviations }, (_, i) =>
      deviationOf(deviating[i % deviating.length] as TopologyNode, metricOf(DEVIATING, i), i, began),
    ),
  };
}

/** Nodes around one, nearest first: what depends on it before what it depends on. */
function neighbourhood(index: TopologyIndex, start: string, count: number): TopologyNode[] {
  const ids = new Set([start]);
  for (const at of ids) {
    for (const { id } of [...index.dependents(at), ...index.dependencies(at)]) {
      if (ids.size < count) ids.add(id);
    }
  }
  return [...ids].map((id) => index.node(id) as TopologyNode);
}

function deviationOf({ id, name }: TopologyNode, metric: string, n: number, began: number): Deviating {
  return {
    entity: id,
    name,
    metric,
    kind: metric.startsWith('span') ? 'trace' : 'metric',
    series: '{}',
    direction: 'up',
    size: 1 + (n % 40),
    at: began + 100 * n,
    summary: `${metric} of ${name} is ${n % 40} widths above what is usual`,
  };
}

/** Each entity has several metrics in the course of an outage. */
function metricOf(metrics: readonly string[], n: number): string {
  return metrics[(n + Math.floor(n / metrics.length / 8)) % metrics.length] as string;
}
