import { spanMetrics } from '@aiops/contracts';

const METRICS: ReadonlySet<string> = new Set(Object.values(spanMetrics));

/**
 * True for figures of one operation, which come only while its service has requests. Their silence means no more than that of
 * `response_time`, the service's own series, and would be told once for each operation and figure.
 */
export function comesWithRequests(metric: string): boolean {
  return METRICS.has(metric);
}
