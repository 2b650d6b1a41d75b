import { Unavailable } from '../errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { TopologyStore } from './topology-store.ts';

/**
 * Opens a store, also when its server is not there yet: then each call tries to open it anew and rejects with `Unavailable` until that
 * succeeds, so that a service starts without a topology and gets it by itself. Rejects when anything else is wrong, such as a password.
 */
export async function openLateTopology(
  open: () => Promise<TopologyStore>,
  logger: Pick<Logger, 'warn' | 'info'>,
): Promise<TopologyStore> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    logger.warn({ err: error }, 'The topology store is not there; going on without a topology until it is.');
    return lateStore(open, logger);
  }
}

function lateStore(open: () => Promise<TopologyStore>, logger: Pick<Logger, 'info'>): TopologyStore {
  let store: TopologyStore | undefined;
  let opening: Promise<TopologyStore> | undefined;
  let isClosed = false;
  const opened = (): Promise<TopologyStore> => {
    if (isClosed) throw new Unavailable('The topology store has been closed.');
    opening ??= open().then(
      (found) => {
        logger.info('The topology store is there now.');
        store = found;
        return found;
      },
      (error: unknown) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };
  return {
    replace: async (nodes, edges, asOf) => (await opened()).replace(nodes, edges, asOf),
    snapshot: async () => (await opened()).snapshot(),
    history: async () => (await opened()).history(),
    async close() {
      isClosed = true;
      await opening?.catch(() => undefined);
      await store?.close();
    },
  };
}
