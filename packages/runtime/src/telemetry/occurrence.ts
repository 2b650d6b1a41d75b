import type { Counter } from './counters.ts';
import type { Metrics } from './metrics.ts';

/** A counter for a core: `aiops_occurrences_total{service, what}`. Labels that the core gives are left to its log and events. */
export function occurrence(metrics: Metrics, service: string, what: string): Counter {
  return { inc: (_labels, by = 1) => metrics.occurrences.inc({ service, what }, by) };
}
