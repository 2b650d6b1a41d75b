import { createEntityResolver, type EntityResolver, type Topology } from '@aiops/contracts';
import type { Logger } from '../telemetry/logger.ts';
import type { TopologyStore } from './topology-store.ts';

export interface TopologyState {
  readonly topology: Topology | undefined;
  /** `stale`: the store did not answer, or had lost what it held, when it was last asked; `unavailable`: there never was an answer. */
  readonly status: 'ok' | 'stale' | 'unavailable';
}

/** The topology as a service sees it: a snapshot in memory, read again every so often. */
export interface TopologyView {
  current(): TopologyState;
  resolver(): EntityResolver;
  /** Calls back with the topology that is known, if any, and then with every other version when it is read. */
  watch(tell: (topology: Topology) => void): void;
  refresh(): Promise<void>;
  stop(): void;
}

/** Reads the topology once and then every `interval` ms. A store that does not answer, or that lost its content, leaves the last snapshot in place. */
export async function startTopologyView(
  store: TopologyStore,
  interval: number,
  logger: Logger,
): Promise<TopologyView> {
  let state: TopologyState = { topology: undefined, status: 'unavailable' };
  let resolver = createEntityResolver([]);
  const watchers: ((topology: Topology) => void)[] = [];
  const outdated = (reason: string, error?: unknown) => {
    if (state.status === 'ok') logger.warn({ err: error }, `${reason}; the last snapshot stays in use.`);
    state = { ...state, status: state.topology === undefined ? 'unavailable' : 'stale' };
  };
  const refresh = async () => {
    try {
      const topology = await store.snapshot();
      if (topology === undefined)
        return outdated('The topology store is empty: run graph-builder to fill it');
      const changed = topology.version !== state.topology?.version;
      if (changed) resolver = createEntityResolver(topology.nodes);
      state = { topology, status: 'ok' };
      if (changed) for (const tell of watchers) tell(topology);
    } catch (error) {
      outdated('The topology cannot be read', error);
    }
  };
  await refresh();
  const timer = setInterval(() => void refresh(), interval);
  return {
    current: () => state,
    resolver: () => resolver,
    watch(tell) {
      watchers.push(tell);
      if (state.topology !== undefined) tell(state.topology);
    },
    refresh,
    stop: () => clearInterval(timer),
  };
}
