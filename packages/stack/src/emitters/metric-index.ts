/** Metric name → every label that some series of it may carry; undefined when that is not known. */
export type MetricIndex = ReadonlyMap<string, ReadonlySet<string> | undefined>;
