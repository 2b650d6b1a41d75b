/** Counts that pure cores report. Adapted to prom-client at the edge, to a plain object in tests. */
export interface Counter {
  inc(labels?: Readonly<Record<string, string>>, by?: number): void;
}
