import type { Topology } from '@aiops/contracts';
import type { TopologyStatus } from '@aiops/rca';
import type { TopologySource } from './topology-view.ts';

/** The topology as it was last read, and as it was at a time (epoch ms). */
interface ReadTopology {
  readonly current: () => { readonly topology: Topology | undefined; readonly status: TopologyStatus };
  readonly at: (time: number) => Topology | undefined;
}

/** The topology that was read, from when on its index is there. */
export interface ReadyTopology {
  readonly source: TopologySource;
  /** Prepares a version that was read; resolves when it, or one that came meanwhile, is in use. */
  take(topology: Topology): Promise<void>;
}

/**
 * Holds a new version back until its index is built, as if it had been read so much later: the one before stays in use, also for
 * times at which the new one was effective already. Of versions that come while one is prepared only the last is prepared next.
 */
export function createReadyTopology(
  view: ReadTopology,
  { prepare }: { readonly prepare: (topology: Topology) => Promise<void> },
): ReadyTopology {
  let ready: Topology | undefined;
  let next: Topology | undefined;
  let running: Promise<void> | undefined;
  const run = async () => {
    for (let topology = next; topology !== undefined; topology = next) {
      next = undefined;
      if (topology.version !== ready?.version) await prepare(topology);
      ready = topology;
    }
  };
  return {
    source() {
      const { topology: newest, status } = view.current();
      if (ready === undefined) return { topology: undefined, status: 'unavailable' };
      if (ready.version === newest?.version) return { topology: newest, status, at: view.at };
      const before = ready;
      const at = (time: number) => {
        const then = view.at(time);
        return then?.version === newest?.version ? before : then;
      };
      return { topology: before, status, at };
    },
    take(topology) {
      next = topology;
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
