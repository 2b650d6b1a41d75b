import type { Logger, Metrics, Records } from '@aiops/runtime';
import type { Delivery, IncidentSink } from './incident-sink.ts';

/** Waits for a number of milliseconds, or until the signal says that nobody waits any more. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface OutboxOptions {
  readonly sink: IncidentSink;
  /** What was delivered, `records('delivered/<sink>')` of the state store. */
  readonly delivered: Records;
  /** The newest revision of an incident, as far as it is known. */
  readonly newest: (incident: string) => Promise<Delivery | undefined>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The clock, in epoch ms. */
  readonly now: () => number;
  /** Takes an error that is none of those that a sink may reject with: a bug. */
  readonly crash: (error: Error) => void;
  readonly pause?: Pause;
  /** Most incidents that wait; 10,000 unless set. */
  readonly limit?: number;
  /** Most incidents that are remembered as delivered, by all instances; 10,000 unless set. */
  readonly remembered?: number;
}
