import { InvalidConfig, loadConfig } from '@aiops/config';
import { createFleetTopics, createLogger, encode, Lifecycle, openContext } from '@aiops/runtime';
import { runGraphBuilder } from './run-graph-builder.ts';

process.exit(await main());

/** One shot: reads the files, stores the graph, exits 0, or 1 with a clear line (2: the configuration is wrong). */
async function main(): Promise<number> {
  try {
    const config = loadConfig({ env: process.env });
    const logger = createLogger({ service: 'graph-builder', ...config.logging });
    const lifecycle = new Lifecycle(logger);
    const context = await openContext('graph-builder', config, logger, lifecycle, () => undefined);
    const { num_partitions: partitions, replication_factor: replicas } = config.messaging.kafka;
    await createFleetTopics(context.bus, partitions, replicas);
    const code = await runGraphBuilder({
      devicesFile: config.topology.devices,
      topologyFile: config.topology.discovered,
      redfishFile: config.topology.redfish,
      criticality: config.topology.criticality,
      store: context.topology,
      publish: (messages) => context.bus.publish(messages.map((message) => encode(message, 'graph-builder'))),
      now: context.now,
      print: (text) => process.stdout.write(`${text}\n`),
    });
    await lifecycle.stop();
    return code;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return error instanceof InvalidConfig ? 2 : 1;
  }
}
