import { topics } from '@aiops/contracts';
import { type Bus, createKafkaBus, createNeo4jTopologyStore, type TopologyStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followTopic } from '../smoke/follow-topic.ts';
import { type AiopsProcess, runAiops, startService } from './aiops-process.ts';
import { runScript, type ScriptRun, stackProcesses } from './local-stack.ts';
import { type ShopTraffic, startShopTraffic } from './shop-traffic.ts';
import { until } from './until.ts';

const MINUTE_MS = 60_000;
const FLINK = { STREAM_PROCESSING_ENGINE: 'flink' };
const KAFKA = '127.0.0.1:9092';
const neo4j = { uri: 'bolt://127.0.0.1:7687', user: 'neo4j', password: 'password123' };

/**
 * What users get of `start-aiops.sh --local` with Flink. It is no file of tests of its own, because two stacks of a machine would share their
 * ports: the one that has the machine calls it. It begins with an empty stack, and nothing runs afterwards.
 */
export function localStackWithFlink(): void {
  describe('with Flink', () => {
    let started: ScriptRun;
    let scene: Scene;
    beforeAll(async () => {
      // Nothing that was open before shall be so again.
      await runScript('stop-aiops.sh', ['--local', '--volumes']);
      started = await runScript('start-aiops.sh', ['--local'], FLINK);
      if (started.code === 0) scene = await startScene();
    }, 12 * MINUTE_MS);
    afterAll(async () => {
      await scene?.stop();
      const { code, out } = await runScript('stop-aiops.sh', ['--local']);
      expect(code, out).toBe(0);
      expect([...stackProcesses().values()]).toEqual([]);
    }, 5 * MINUTE_MS);

    test(
      'start-aiops.sh --local starts Flink and its jobs too, and data-ingestion finds that they run',
      {
        timeout: 2 * MINUTE_MS,
      },
      () => expectJobs(started),
    );
    test(
      'figures of spans come from Flink, and how calls went is told on the edge in Neo4j',
      {
        timeout: 13 * MINUTE_MS,
      },
      () => expectFigures(scene),
    );
    test(
      'a service that fails is named as the cause',
      {
        timeout: 4 * MINUTE_MS,
      },
      () => expectCause(scene),
    );
  });
}

interface Scene {
  readonly bus: Bus;
  readonly topology: TopologyStore;
  readonly traffic: ShopTraffic;
  stop(): Promise<void>;
}

async function startScene(): Promise<Scene> {
  const bus = await createKafkaBus({ bootstrapServers: KAFKA, clientId: 'test' });
  const topology = await createNeo4jTopologyStore(neo4j);
  const traffic = startShopTraffic('http://127.0.0.1:4318');
  const watch: AiopsProcess = startService({
    service: 'graph-builder',
    env: {
      KAFKA_BOOTSTRAP_SERVERS: KAFKA,
      REDIS_HOST: '127.0.0.1',
      NEO4J_URI: neo4j.uri,
      NEO4J_USER: neo4j.user,
      NEO4J_PASSWORD: neo4j.password,
    },
    args: ['--watch'],
  });
  return {
    bus,
    topology,
    traffic,
    async stop() {
      watch.signal('SIGTERM');
      await watch.ended;
      await traffic.stop();
      await topology.close();
      await bus.close();
    },
  };
}

async function expectJobs(started: ScriptRun): Promise<void> {
  expect(started.code, started.out).toBe(0);
  expect(started.out).toContain('Starting Flink and its jobs');
  const env = { ...FLINK, KAFKA_BOOTSTRAP_SERVERS: KAFKA, FLINK_REST_URL: 'http://127.0.0.1:8081' };
  const told = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  expect(started.out).toContain(`${told.join(' ')} npm run aiops -- flink status`);
  const status = await runAiops({ args: ['flink', 'status'], env });
  expect(status.code, status.stdout + status.stderr).toBe(0);
  expect(status.stdout).toMatch(/^span-figures +RUNNING/m);
  await until(
    'data-ingestion finds the jobs at work',
    async () => {
      const answer = await fetch('http://127.0.0.1:8091/readyz');
      return JSON.stringify(await answer.json()).includes('jobs at work');
    },
    MINUTE_MS,
  );
}

async function expectFigures({ bus, topology, traffic }: Scene): Promise<void> {
  const [metrics, events] = [await followTopic(bus, topics.metrics), await followTopic(bus, topics.events)];
  const rate = await metrics.first(
    ({ metric_name: name, source, entity_name: of }) =>
      name === 'span_rate' && of === traffic.caller && source === 'flink',
    6 * MINUTE_MS,
  );
  expect(rate?.values[0]?.[1]).toBeGreaterThan(0);
  const edge = await events.first(
    ({ event_type: type, source, details }) =>
      type === 'edge_observed' && source === 'flink' && details?.caller === traffic.caller,
    2 * MINUTE_MS,
  );
  expect(edge?.details).toMatchObject({ callee: traffic.peer, error_rate: 0 });
  const stored = await until(
    'the edge has figures',
    async () => {
      const { edges = [] } = (await topology.snapshot()) ?? {};
      return edges.find(
        ({ from, rate: calls }) => from.endsWith(`:${traffic.caller}`) && calls !== undefined,
      );
    },
    4 * MINUTE_MS,
  );
  expect(stored).toMatchObject({ kind: 'calls', error_rate: 0, window_end: expect.any(String) });
  expect(stored.to).toContain(`:${traffic.peer}`);
  // A call takes 30 ms.
  expect(stored.latency_p50).toBeCloseTo(30, 0);
}

async function expectCause({ bus }: Scene): Promise<void> {
  const results = await followTopic(bus, topics.rcaResults);
  for (let i = 0; i < 5; i += 1) expect((await fetch('http://127.0.0.1:5001/error')).status).toBe(500);
  for (let i = 0; i < 3; i += 1) expect((await fetch('http://127.0.0.1:5001/slow?ms=1200')).status).toBe(200);
  const result = await results.first(
    ({ root_cause: { root_cause_device: cause } }) => cause === 'hello-app',
    3 * MINUTE_MS,
  );
  expect(result?.correlated_anomalies.length).toBeGreaterThan(0);
}
