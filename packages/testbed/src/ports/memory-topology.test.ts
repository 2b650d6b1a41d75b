import { createMemoryTopologyStore, type TopologyStore } from '@aiops/runtime';
import { topologyContract } from './topology.contract.ts';

topologyContract('memory', async () => {
  let store: TopologyStore = createMemoryTopologyStore();
  return {
    async openEmpty() {
      store = createMemoryTopologyStore();
      return store;
    },
    openAgain: async () => store,
    close: async () => {},
  };
});
