import { encode, occurrence, type StartService, startStream } from '@aiops/runtime';
import { startGraphWriter } from './live/graph-writer.ts';
import { createGraphWatch } from './live/watch-service.ts';

const NAME = 'graph-builder';

/** Runs graph-builder as a service that watches: `--watch`. */
export const startGraphBuilder: StartService = async (context, lifecycle) => {
  const { bus, config, crash, logger, metrics, now, topology: store } = context;
  const { devices, discovered, redfish, criticality, expire, live } = config.topology;
  const writer = await lifecycle.start(
    'topology writer',
    async () =>
      startGraphWriter({
        devicesFile: devices,
        topologyFile: discovered,
        redfishFile: redfish,
        criticality,
        expire,
        store,
        publish: (messages) => bus.publish(messages.map((message) => encode(message, NAME))),
        interval: live.write_interval,
        logger,
        now,
        onCrash: crash,
      }),
    (part) => part.stop(),
  );
  const service = createGraphWatch({
    expire,
    edges: live.edges,
    onGraph: writer.offer,
    onCalls: writer.observe,
    counters: {
      capped: occurrence(metrics, NAME, 'edge_cap'),
      future: occurrence(metrics, NAME, 'future_stamp'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  return { health: () => ({ loop: loop.healthy(), topology: writer.health() }) };
};
