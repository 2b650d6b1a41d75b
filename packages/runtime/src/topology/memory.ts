import type { Topology } from '@aiops/contracts';
import { extendHistory, type TopologyStep } from './topology-history.ts';
import { KEPT_VERSIONS, type TopologyStore } from './topology-store.ts';
import { canonicalTopology } from './topology-version.ts';

/** The network map in this process. `close` keeps it, so that a service that is started again finds it. */
export function createMemoryTopologyStore({ versions = KEPT_VERSIONS } = {}): TopologyStore {
  let stored: Topology | undefined;
  let history: string[] = [];
  return {
    async replace(nodes, edges, asOf) {
      const wanted = canonicalTopology(nodes, edges);
      const changed = wanted.version !== stored?.version;
      if (stored !== undefined) history = extendHistory(history, stored, wanted, versions);
      stored = { ...wanted, as_of: changed || stored === undefined ? asOf : stored.as_of };
      return { version: wanted.version, changed };
    },
    async snapshot() {
      return structuredClone(stored);
    },
    async history() {
      return history.map((step) => JSON.parse(step) as TopologyStep);
    },
    async close() {},
  };
}
