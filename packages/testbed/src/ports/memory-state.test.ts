import { createMemoryStateStore } from '@aiops/runtime';
import { stateContract } from './state.contract.ts';

stateContract('memory', async () => {
  const store = createMemoryStateStore();
  return { open: async () => store, close: async () => {} };
});
