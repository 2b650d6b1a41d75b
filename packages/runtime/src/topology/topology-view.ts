import { createEntityResolver, type EntityResolver, parseTimestamp, type Topology } from '@aiops/contracts';
import type { Logger } from '../telemetry/logger.ts';
import { type TopologyStep, versionsBack } from './topology-history.ts';
import type { TopologyStore } from './topology-store.ts';

export interface TopologyState {
  readonly topology: Topology | undefined;
  /** `stale`: the store did not answer, or had lost what it held, when it was last asked; `unavailable`: there never was an answer. */
  readonly status: 'ok' | 'stale' | 'unavailable';
}

/** The topology as a service sees it: a snapshot in memory, read again every so often. */
export interface TopologyView {
  current(): TopologyState;
  /**
   * The map as it was at a time (epoch ms): the last version that was effective then. For a time before all that is known it is the
   * oldest one that is. Undefined when there is none.
   */
  at(time: number): Topology | undefined;
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
  let past: TopologyView['at'] = () => undefined;
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
      if (changed || topology.as_of !== state.topology?.as_of)
        past = timeTravel(topology, await store.history());
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
    at: (time) => past(time),
    resolver: () => resolver,
    watch(tell) {
      watchers.push(tell);
      if (state.topology !== undefined) tell(state.topology);
    },
    refresh,
    stop: () => clearInterval(timer),
  };
}

/** Looks a time up among the versions, which are made when they are first asked for. */
function timeTravel(current: Topology, steps: readonly TopologyStep[]): TopologyView['at'] {
  const known = [current];
  const older = versionsBack(current, steps);
  const next = () => {
    const { value, done } = older.next();
    if (done === true) return undefined;
    known.push(value);
    return value;
  };
  return (time) => {
    for (let place = 0; ; place += 1) {
      const version = known[place] ?? next();
      if (version === undefined) return known.at(-1);
      if ((parseTimestamp(version.as_of) ?? 0) <= time) return version;
    }
  };
}
