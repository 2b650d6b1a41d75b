import { parseArgs } from 'node:util';
import { InvalidConfig, loadConfig } from '@aiops/config';
import { createFleetTopics, createLogger, encode, Lifecycle, openContext, runService } from '@aiops/runtime';
import { runGraphBuilder } from './run-graph-builder.ts';
import { startGraphBuilder } from './start.ts';

process.exit(await main(process.argv.slice(2)));

/** Builds the graph once, or with `--watch` goes on following what is seen live. Exits 2 when it is called with anything else. */
async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: { watch: { type: 'boolean', default: false } } });
    return values.watch ? await runService('graph-builder', startGraphBuilder) : await buildOnce();
  } catch (error) {
    if (!String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')) throw error;
    process.stderr.write(`${(error as Error).message}\nUsage: graph-builder [--watch]\n`);
    return 2;
  }
}

/** One shot: reads the files, stores the graph, exits 0, or 1 with a clear line (2: the configuration is wrong). */
async function buildOnce(): Promise<number> {
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
      expire: config.topology.expire,
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
