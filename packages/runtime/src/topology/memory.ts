import type { Topology } from '@aiops/contracts';
import type { TopologyStore } from './topology-store.ts';
import { canonicalTopology } from './topology-version.ts';

/** The network map in this process. `close` keeps it, so that a service that is started again finds it. */
export function createMemoryTopologyStore(): TopologyStore {
  let stored: Topology | undefined;
  return {
    async replace(nodes, edges, asOf) {
      const wanted = canonicalTopology(nodes, edges);
      const changed = wanted.version !== stored?.version;
      stored = { ...wanted, as_of: changed || stored === undefined ? asOf : stored.as_of };
      return { version: wanted.version, changed };
    },
    async snapshot() {
      return structuredClone(stored);
    },
    async close() {},
  };
}
