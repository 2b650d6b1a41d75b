import { type ConfigInput, configSchema } from '@aiops/config';
import type { RcaResult } from '@aiops/contracts';
import {
  createLogger,
  createMemoryBus,
  createMemoryStateStore,
  createMemoryTopologyStore,
  createMetrics,
  Lifecycle,
  type MemoryBus,
  type StateStore,
} from '@aiops/runtime';
import { ProxyTracerProvider } from '@opentelemetry/api';
import { type Fleet, startFleet } from '../fleet.ts';

/** A fleet in this process, and what a test can see of it. */
export interface FleetInMemory {
  readonly fleet: Fleet;
  readonly bus: MemoryBus;
  readonly state: StateStore;
  readonly lifecycle: Lifecycle;
  readonly reports: readonly { readonly text: string; readonly result: RcaResult }[];
  /** Why the fleet could not go on; empty while all is well. */
  readonly crashes: readonly Error[];
}

export interface FleetInMemoryOptions {
  /** Whether the fleet sees this host and plays the simulated scenario; it does unless told otherwise. */
  readonly watchful?: boolean;
  /** When the simulated outage is repaired; never unless given. */
  readonly repair?: Promise<unknown>;
  /** Settings of these services. */
  readonly settings?: Pick<ConfigInput, 'anomaly_detection' | 'insights_action' | 'root_cause_analysis'>;
  /** A fleet that was stopped: this one goes on with its bus, its state and its port. */
  readonly after?: FleetInMemory;
}

/** Starts all six services on memory adapters and free ports. */
export async function startFleetInMemory({
  watchful = true,
  repair,
  settings = {},
  after,
}: FleetInMemoryOptions = {}): Promise<FleetInMemory> {
  const config = configSchema.parse({
    http: { port: after === undefined ? 0 : Number(new URL(after.fleet.apiUrl).port) },
    data_ingestion: { otlp: { port: 0 }, host: { enabled: watchful, interval: '1s' } },
    ...settings,
    logging: { level: 'silent' },
  });
  const logger = createLogger({ service: 'test', ...config.logging });
  const lifecycle = new Lifecycle(logger);
  const reports: { text: string; result: RcaResult }[] = [];
  const crashes: Error[] = [];
  const bus = after?.bus ?? createMemoryBus();
  const state = after?.state ?? createMemoryStateStore();
  const context = {
    config,
    logger,
    metrics: createMetrics('test'),
    tracer: new ProxyTracerProvider().getTracer('test'),
    bus,
    state,
    topology: createMemoryTopologyStore(),
    now: Date.now,
    crash: (error: Error) => void crashes.push(error),
  };
  const fleet = await startFleet(context, {
    lifecycle,
    hello: { host: config.http.host, port: 0 },
    demo: watchful,
    repair,
    onReport: (text, result) => void reports.push({ text, result }),
    onStarted: () => undefined,
    onProgress: () => undefined,
  });
  return { fleet, bus, state, lifecycle, reports, crashes };
}
