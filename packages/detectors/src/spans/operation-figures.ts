import { addToSketch, emptySketch, type QuantileSketch, sketchQuantile } from '../sketch/quantile-sketch.ts';

/** What the requests of one operation were like in one window. Plain JSON of bounded size. */
export interface OperationFigures {
  requests: number;
  failed: number;
  /** Milliseconds that each of them took. */
  readonly latency: QuantileSketch;
  /** Milliseconds that the service itself spent on those of which that is known. */
  readonly selfTime: QuantileSketch;
}

/** What is told of a window. A quantile is left out where there is nothing that it could be of. */
export interface OperationSummary {
  /** Requests per second. */
  readonly rate: number;
  /** Failed requests in percent; left out when there were no requests. */
  readonly errorRate?: number;
  /** Milliseconds. */
  readonly latencyP50?: number;
  readonly latencyP95?: number;
  readonly latencyP99?: number;
  readonly selfTimeP95?: number;
}

export function emptyFigures(): OperationFigures {
  return { requests: 0, failed: 0, latency: emptySketch(), selfTime: emptySketch() };
}

export function countRequest(figures: OperationFigures, tookMs: number, failed: boolean): void {
  figures.requests += 1;
  if (failed) figures.failed += 1;
  addToSketch(figures.latency, Math.max(0, tookMs));
}

/** The figures of a window of `windowMs`. They depend on the requests alone, not on the order in which they were counted. */
export function summarize(figures: OperationFigures, windowMs: number): OperationSummary {
  const { requests, failed, latency, selfTime } = figures;
  return {
    rate: (requests * 1_000) / windowMs,
    ...(requests === 0 ? {} : { errorRate: (100 * failed) / requests }),
    ...quantile('latencyP50', latency, 0.5),
    ...quantile('latencyP95', latency, 0.95),
    ...quantile('latencyP99', latency, 0.99),
    ...quantile('selfTimeP95', selfTime, 0.95),
  };
}

function quantile(name: keyof OperationSummary, sketch: QuantileSketch, q: number) {
  const value = sketchQuantile(sketch, q);
  return value === undefined ? {} : { [name]: value };
}
