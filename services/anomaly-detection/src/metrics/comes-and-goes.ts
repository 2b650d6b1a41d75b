import { spanMetrics, streamMetrics } from '@aiops/contracts';

const METRICS: ReadonlySet<string> = new Set([...Object.values(spanMetrics), streamMetrics.logLines]);

/**
 * True for figures that come only while there is something to make them of: those of one operation while its service has requests, whose
 * silence means no more than that of `response_time`, the service's own series, and would be told once for each operation and figure; and
 * those of log lines, of which there are none in a quiet minute.
 */
export function comesAndGoes(metric: string): boolean {
  return METRICS.has(metric);
}
