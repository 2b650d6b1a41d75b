import type { Tracer } from '@opentelemetry/api';
import type { Bus, Consumer } from '../bus/bus.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { StreamService } from './stream-service.ts';

/** What the tasks of one service share. */
export interface TaskHost {
  readonly service: StreamService;
  readonly bus: Bus;
  readonly state: StateStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Partitions of every topic that the service consumes. */
  readonly partitions: number;
  readonly consumer: () => Pick<Consumer, 'committed' | 'commit'>;
  /** Aborted when the loop must give up waiting for a dependency. */
  readonly signal: AbortSignal;
  /** A dependency did not answer (false) or answers again (true). */
  readonly reportDependency: (dependency: 'bus' | 'state', up: boolean, error?: Error) => void;
}
