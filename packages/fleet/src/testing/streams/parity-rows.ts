import { type EventMessage, edgeObservedSchema, type MetricMessage, topics } from '@aiops/contracts';

/** One value of one series, to be compared between whoever made it. */
export interface ParityRow {
  /** Entity, metric and labels; of an edge its figure, caller and callee. */
  readonly series: string;
  /** End of the window (epoch seconds). */
  readonly at: number;
  readonly value: number;
}

/** What data-ingestion makes in either engine. */
const NOT_COMPARED = ['response_time', 'http_5xx_errors', 'span_self_time_p95'];
const EDGE_FIGURES = ['rate', 'error_rate', 'latency_p50', 'latency_p95', 'latency_p99'] as const;

/**
 * The rows of a message of `aiops.metrics` or `aiops.events`, without what may differ: source, ids and the order of labels. None of
 * other messages, and of figures that only one engine makes.
 */
export function parityRows(topic: string, value: object): ParityRow[] {
  if (topic === topics.metrics) return sampleRows(value as MetricMessage);
  return topic === topics.events ? edgeRows(value as EventMessage) : [];
}

function sampleRows({
  metric_name: name,
  labels = {},
  values,
  entity_id: entity,
}: MetricMessage): ParityRow[] {
  if (NOT_COMPARED.includes(name)) return [];
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const series = JSON.stringify([entity, name, sorted]);
  return values.map(([second, figure]) => ({ series, at: Number(second), value: Number(figure) }));
}

function edgeRows(event: EventMessage): ParityRow[] {
  const { event_type: type, entity_id: entity } = event;
  if (type !== 'edge_observed') return [];
  const details = edgeObservedSchema.parse(event.details);
  const at = Date.parse(String(details.window_end)) / 1_000;
  return EDGE_FIGURES.map((figure) => ({
    series: JSON.stringify([entity, `edge ${figure}`, details.caller, details.callee]),
    at,
    value: Number(details[figure]),
  }));
}
