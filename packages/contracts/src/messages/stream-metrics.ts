import { spanMetrics } from './span-metrics.ts';

/** Metric names of the figures per minute that are made of log lines, of samples and of what could not be read; those of spans: `spanMetrics`. */
export const streamMetrics = {
  /** Lines that an entity logged at a level (label `level`, `unknown` for lines without one). */
  logLines: 'log_lines',
  /** Records of a topic (label `topic`) that Flink could not read. They are in the dead-letter topic too. */
  skippedRecords: 'stream_skipped_records',
} as const;

/** What a rollup tells of the samples of a series in its window. */
export const rollupFigures = ['min', 'max', 'avg', 'last', 'count'] as const;
export type RollupFigure = (typeof rollupFigures)[number];

/** Lengths of the windows of rollups, as they stand in names, in milliseconds. */
export const rollupWindows = { '1m': 60_000, '5m': 300_000 } as const;
export type RollupWindow = keyof typeof rollupWindows;

/** Name of the metric that holds one figure of the rollup of another: `cpu_usage:5m:max`. */
export function rollupName(metric: string, window: RollupWindow, figure: RollupFigure): string {
  return `${metric}:${window}:${figure}`;
}

const figures: readonly string[] = [...Object.values(spanMetrics), ...Object.values(streamMetrics)];

/**
 * Whether the samples of a metric are rolled up. Not those with a colon in the name, which are the result of a rollup, here or in a
 * recording rule; nor figures that are made once a minute anyway.
 */
export function isRolledUp(metric: string): boolean {
  return !metric.includes(':') && !figures.includes(metric);
}
