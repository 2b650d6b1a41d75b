import type { Config } from '@aiops/config';
import type { Tracer } from '@opentelemetry/api';
import type { Router } from 'express';
import type { Bus } from '../bus/bus.ts';
import type { Health } from '../http/admin-router.ts';
import type { StateStore } from '../state/state-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { TopologyStore } from '../topology/topology-store.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Where the settings came from, so that they can be read again. */
export interface ConfigSource {
  readonly file: string;
  /** As they were read at the start, before a profile changed anything. */
  readonly initial: Config;
  /** Reads file and environment again. Throws {@link InvalidConfig}. */
  readonly load: () => Config;
}

/** What a service is given to work with; it does not know which adapters these are. */
export interface ServiceContext {
  readonly config: Config;
  /** Undefined where the settings come from no file, as in tests. */
  readonly configSource?: ConfigSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly bus: Bus;
  readonly state: StateStore;
  readonly topology: TopologyStore;
  /** The clock, in epoch ms. */
  readonly now: () => number;
  /** Ends the process, because the service cannot go on. */
  readonly crash: (error: Error) => void;
}

/** A service that has been started. */
export interface RunningService {
  /** How each part is, by name. */
  readonly health: () => Readonly<Record<string, Health>>;
  /** What it serves over HTTP. */
  readonly routers?: readonly Router[];
}

/** Starts a service; what it opens is registered with the lifecycle, which closes it again. */
export type StartService = (context: ServiceContext, lifecycle: Lifecycle) => Promise<RunningService>;
