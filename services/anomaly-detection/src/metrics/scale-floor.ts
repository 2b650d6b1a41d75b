import { spanMetrics, streamMetrics } from '@aiops/contracts';

/** Percentages: less than a few half points above or below the usual is nobody's concern. */
const PERCENT_FLOOR = 0.5;

/** Smallest scale of the metrics whose unit is known, in that unit. */
const FLOORS: ReadonlyMap<string, number> = new Map([
  ['cpu_usage', PERCENT_FLOOR],
  ['memory_usage', PERCENT_FLOOR],
  ['disk_usage', PERCENT_FLOOR],
  ['swap_usage', PERCENT_FLOOR],
  ['disk_iowait', PERCENT_FLOOR],
  ['network_in', 1_000],
  ['network_out', 1_000],
  ['load_average', 0.1],
  ['response_time', 1],
  // Six requests a minute more or less; one failure of a hundred.
  [spanMetrics.rate, 0.1],
  [spanMetrics.errorRate, 1],
  [spanMetrics.latencyP50, 1],
  [spanMetrics.latencyP95, 1],
  [spanMetrics.latencyP99, 1],
  [spanMetrics.selfTimeP95, 1],
  // Five lines a minute more or less.
  [streamMetrics.logLines, 5],
]);

/**
 * Smallest scale of a metric, or undefined when its unit is not known. An idle machine's I/O wait lies at 0.00 % for
 * hours; without a floor in the metric's own unit its first 0.3 % would be the event of the day.
 */
export function scaleFloor(metric: string): number | undefined {
  return FLOORS.get(metric);
}
