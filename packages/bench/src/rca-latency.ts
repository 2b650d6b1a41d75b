import { setTimeout as sleep } from 'node:timers/promises';
import { configSchema } from '@aiops/config';
import { type RcaResult, type Topology, type TopologyNode, topics } from '@aiops/contracts';
import { startRootCauseAnalysis } from '@aiops/root-cause-analysis';
import {
  type Bus,
  createFleetTopics,
  createKafkaBus,
  createLogger,
  createMemoryTopologyStore,
  createMetrics,
  createRedisStateStore,
  encode,
  Lifecycle,
  type OutMessage,
  startTracing,
} from '@aiops/runtime';
import { type RedisServer, startKafka, startRedis } from '@aiops/testbed';
import { quantile } from 'simple-statistics';
import { layeredTopology } from './layered-topology.ts';
import { madeUpAnomaly, madeUpWatermark } from './made-up-anomaly.ts';

const NAME = 'root-cause-analysis';
const START = Date.UTC(2026, 0, 27, 12);
/** Event time (ms) from one incident to the next: so far apart that none is part of another. */
const APART = 2_000_000;
const ORIGINS = [`${topics.metrics}/0`, `${topics.logs}/0`, `${topics.traces}/0`];
/** The first ones wait for the consumer group, and for code to be compiled. */
const WARM_UP = 5;
/** Longest time (ms) that is spent on the incidents. */
const BUDGET = 180_000;
/** Time (ms) for what comes before the last watermark to arrive, so that only that one is measured. */
const SETTLE = 200;

/**
 * Wall time from publishing the last watermark that lets an incident open to reading its result, over a real Kafka, with the state in
 * a real Redis: incidents of two anomalies one after the other, in a network of 10,000 nodes and 50,000 edges.
 */
export async function rcaLatency(incidents: number): Promise<Record<string, number>> {
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()]);
  const logger = createLogger({ service: 'bench', level: 'warn', format: 'json' });
  const lifecycle = new Lifecycle(logger);
  try {
    const bus = await lifecycle.start(
      'bus',
      () => createKafkaBus({ bootstrapServers: kafka.bootstrapServers, clientId: 'bench' }),
      (part) => part.close(),
    );
    await createFleetTopics(bus, 1, 1);
    const topology = layeredTopology(10_000, 50_000);
    await startService(lifecycle, bus, redis, topology);
    const opened = await readOpened(lifecycle, bus);
    const waits = await measure(bus, pairsOf(topology), incidents + WARM_UP, opened);
    const counted = waits.slice(WARM_UP);
    return {
      incidents: counted.length,
      p50_ms: Math.round(quantile(counted, 0.5)),
      p99_ms: Math.round(quantile(counted, 0.99)),
      max_ms: Math.round(Math.max(...counted)),
      first_ms: Math.round(waits[0] ?? Number.NaN),
    };
  } finally {
    await lifecycle.stop();
    await kafka.stop();
    await redis.stop();
  }
}

async function startService(lifecycle: Lifecycle, bus: Bus, redis: RedisServer, network: Topology) {
  const logger = createLogger({ service: NAME, level: 'warn', format: 'json' });
  const topology = createMemoryTopologyStore();
  await topology.replace(network.nodes, network.edges, network.as_of);
  const state = await lifecycle.start(
    'state',
    () => createRedisStateStore({ host: redis.host, port: redis.port, prefix: NAME }),
    (part) => part.close(),
  );
  const { tracer } = await startTracing({ service: NAME, endpoint: undefined });
  const crash = (error: Error) => {
    throw error;
  };
  const config = configSchema.parse({});
  const metrics = createMetrics('bench');
  await startRootCauseAnalysis(
    { config, logger, metrics, tracer, bus, state, topology, now: Date.now, crash },
    lifecycle,
  );
}

/** Reads results as they come; the answer tells when (`performance.now`) the incident of a trigger was first read as open. */
async function readOpened(lifecycle: Lifecycle, bus: Bus): Promise<ReadonlyMap<string, number>> {
  const opened = new Map<string, number>();
  await lifecycle.start(
    'results',
    () =>
      bus.consume({
        group: 'bench-results',
        topics: [topics.rcaResults],
        onBatch: async ({ records }) => {
          for (const { value } of records) {
            const { status, trigger_anomaly: trigger } = JSON.parse(String(value)) as RcaResult;
            if (status === 'open') opened.set(String(trigger?.anomaly_id), performance.now());
          }
        },
        onCrash: (error) => {
          throw error;
        },
      }),
    (consumer) => consumer.close(),
  );
  return opened;
}

type Pair = readonly [TopologyNode, TopologyNode];

/** A service and a server that it runs on, in many ways. */
function pairsOf({ nodes, edges }: Topology): readonly Pair[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return edges
    .filter(({ kind }) => kind === 'runs_on')
    .map(({ from, to }) => [byId.get(from) as TopologyNode, byId.get(to) as TopologyNode]);
}

async function measure(
  bus: Bus,
  pairs: readonly Pair[],
  incidents: number,
  opened: ReadonlyMap<string, number>,
): Promise<number[]> {
  const publish = (...messages: OutMessage[]) =>
    bus.publish(messages.map((message) => encode(message, 'bench')));
  const began = performance.now();
  const waits: number[] = [];
  for (let one = 0; one < incidents && performance.now() - began < BUDGET; one += 1) {
    const [service, server] = pairs[one % pairs.length] as Pair;
    const at = START + one * APART;
    const [origin = ''] = ORIGINS;
    const cause = madeUpAnomaly(server, 'errors', at, 6, { origin, seq: 2 * one + 1, watermark: at });
    const effect = madeUpAnomaly(service, 'response_time', at + 1000, 5, {
      origin,
      seq: 2 * one + 2,
      watermark: at + 1000,
    });
    const [last, ...before] = ORIGINS.map((from) => {
      const value = madeUpWatermark(from, 'default', at + 61_000, from === origin ? 2 * one + 2 : 0);
      return { topic: topics.watermarks, key: from, value };
    });
    await publish({ topic: topics.anomalies, ...cause }, { topic: topics.anomalies, ...effect }, ...before);
    await sleep(SETTLE);
    const id = String(cause.value.anomaly_id);
    const sent = performance.now();
    await publish(last as OutMessage);
    while (!opened.has(id) && performance.now() - began < BUDGET) await sleep(1);
    const read = opened.get(id);
    if (read !== undefined) waits.push(read - sent);
  }
  return waits;
}
