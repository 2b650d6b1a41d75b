import { spanMetrics } from '@aiops/contracts';

/** Calls are judged as edges between services; no rule sees them. */
const { callRate: _, ...ofOperations } = spanMetrics;

/** Metric names of `aiops.metrics` that data-ingestion makes itself, from the host it runs on and from the spans it receives. */
export const ingestedMetrics: Readonly<Record<'host' | 'otlp', readonly string[]>> = {
  host: [
    'cpu_usage',
    'disk_iowait',
    'memory_usage',
    'swap_usage',
    'disk_usage',
    'load_average',
    'network_in',
    'network_out',
  ],
  otlp: ['response_time', 'http_5xx_errors', ...Object.values(ofOperations)],
};

/** Those of anomalies that come from logs and traces and carry no labels. */
export const bareMetrics: readonly string[] = [
  'error_logs',
  'link_down',
  'log_burst',
  'log_news',
  'log_missing',
  'trace_errors',
  'slow_traces',
];

/** Metric names that anomalies carry which come from logs and traces. */
export const derivedMetrics: readonly string[] = [...bareMetrics, 'vanished_calls'];
