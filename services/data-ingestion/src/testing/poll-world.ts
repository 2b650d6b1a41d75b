import { type ConfigInput, configSchema } from '@aiops/config';
import { createEntityResolver, type TopologyNode } from '@aiops/contracts';
import { createPollers } from '../poll/create-pollers.ts';
import { createKnownAlerts } from '../sources/alertmanager/known-alerts.ts';
import { quiet, standInBus, standInCursors } from './stand-ins.ts';

/** A clock, a bus and a store of cursors that outlive the processes which poll with them. */
export function pollWorld(begin: number, nodes: readonly TopologyNode[] = []) {
  const world = { now: begin };
  const bus = standInBus();
  const cursors = standInCursors();
  const resolver = createEntityResolver(nodes);
  return {
    world,
    bus,
    cursors,
    /** A process that polls what `input` names. Nothing of it but the cursors outlives it. */
    start(input: ConfigInput['data_ingestion'], requestTimeoutMs = 20_000) {
      const config = configSchema.parse({ data_ingestion: input }).data_ingestion;
      const pollers = createPollers({
        config,
        publish: bus.publish,
        cursors,
        resolver: () => resolver,
        now: () => world.now,
        logger: quiet,
        lags: { victoriametrics: 30_000, loki: 5_000, tempo: 30_000 },
        knownAlerts: createKnownAlerts(cursors),
        requestTimeoutMs,
      });
      return {
        /** One round of each poller; resolves to how long they want to wait (ms). */
        async round() {
          const { signal } = new AbortController();
          const waits: number[] = [];
          for (const { poller } of pollers) waits.push(await poller.round(signal));
          return waits;
        },
        health: () => pollers.map(({ poller }) => poller.health()),
        stop() {
          for (const { close } of pollers) close();
        },
      };
    },
  };
}
