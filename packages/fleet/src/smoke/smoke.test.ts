import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { createMemoryBus } from '@aiops/runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FleetInMemory, startFleetInMemory } from '../testing/fleet-in-memory.ts';
import { readMessages } from '../testing/read-topic.ts';
import { addresses, baseUrl } from './addresses.ts';
import { chainChecks } from './chain-checks.ts';
import { endpointChecks } from './endpoint-checks.ts';
import { neo4jCheck } from './neo4j-check.ts';
import { redisCheck } from './redis-check.ts';
import { runChecks } from './run-checks.ts';
import { surroundings } from './surroundings.ts';
import { topicsCheck } from './topics-check.ts';
import { traceCheck } from './trace-check.ts';

const whereToLook = (part: string) => `look at ${part}`;
const config = configSchema.parse({});
const onHost = (env: Record<string, string>) => surroundings(env, 'host');
const made = (checks: Parameters<typeof runChecks>[0]) => runChecks(checks, () => undefined);

describe('the flow through a fleet that works', { timeout: 60_000 }, () => {
  let running: FleetInMemory;
  beforeAll(async () => {
    running = await startFleetInMemory();
  }, 60_000);
  afterAll(() => running?.lifecycle.stop());
  const open = async () => running.bus;

  test('pushed metrics become anomalies, a result and an action, and the incident ends', async () => {
    const options = { config, open, name: 'smoke-1', now: Date.now, timeoutMs: 20_000, whereToLook };
    const results = await made([topicsCheck(open, whereToLook), ...chainChecks(options)]);
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
    const found = (await readMessages(running.bus, topics.rcaResults)).filter(
      ({ value }) => value.domain === 'smoke-1',
    );
    expect(found.map(({ value }) => value.status)).toEqual(['open', 'resolved']);
  });

  test('a second run on the same fleet finds its own incident', async () => {
    const options = { config, open, name: 'smoke-2', now: Date.now, timeoutMs: 20_000, whereToLook };
    const results = await made(chainChecks(options));
    expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(results[0]?.detail).toContain('smoke-2');
  });

  test('a request to hello-app is found as a trace', async () => {
    const around = onHost({ HELLO_APP_URL: running.fleet.helloUrl });
    const traceId = 'ab'.repeat(16);
    const results = await made([traceCheck({ around, open, traceId, timeoutMs: 20_000, whereToLook })]);
    expect(results).toMatchObject([{ outcome: 'passed', detail: expect.stringContaining('index-request') }]);
  });
});

describe('what does not work is told with what to do', () => {
  test('without detection no anomaly comes, and the steps after it are not made', async () => {
    const bus = createMemoryBus();
    await bus.ensureTopics(
      Object.values(topics).map((topic) => ({ topic, partitions: 3, replicationFactor: 1 })),
    );
    const open = async () => bus;
    const options = { config, open, name: 'smoke-3', now: Date.now, timeoutMs: 100, whereToLook };
    const results = await made(chainChecks(options));
    expect(results.map(({ outcome }) => outcome)).toEqual(['failed', 'not_run', 'not_run', 'not_run']);
    expect(results[0]).toMatchObject({
      detail: expect.stringContaining('no anomaly of rule memory_high'),
      advice: expect.stringContaining('look at anomaly-detection'),
    });
  });

  test('missing topics are named', async () => {
    const bus = createMemoryBus();
    await bus.ensureTopics([{ topic: topics.metrics, partitions: 3, replicationFactor: 1 }]);
    const [result] = await made([topicsCheck(async () => bus, whereToLook)]);
    expect(result).toMatchObject({ outcome: 'failed', advice: expect.stringContaining('topics create') });
    expect(result?.detail).toMatch(/aiops\.logs/);
    expect(result?.detail).not.toMatch(/aiops\.metrics/);
  });

  test('with fewer than two rules the flow cannot be tried', async () => {
    const one = configSchema.parse({ anomaly_detection: { rules: [{ name: 'cpu_high' }] } });
    const open = async () => createMemoryBus();
    const options = { config: one, open, name: 'x', now: Date.now, timeoutMs: 100, whereToLook };
    const [result] = await made(chainChecks(options));
    expect(result).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('fewer than two rules'),
    });
  });
});

describe('endpoints', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  const answering = async (status: number, body: string): Promise<string> => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const endpoint = (part: string, env: Record<string, string>) =>
    made(endpointChecks(onHost(env), whereToLook, 0).filter((check) => check.part === part));

  test('a part that answers is well', async () => {
    const url = await answering(200, 'OK');
    expect(await endpoint('loki', { LOKI_URL: `${url}/` })).toMatchObject([
      { outcome: 'passed', detail: `${url}/ready` },
    ]);
  });

  test('a service that is not ready tells which part of it is down', async () => {
    const parts = {
      loop: { up: false, detail: 'Kafka is away' },
      loki: { up: false, required: false },
      state: { up: true },
    };
    const url = await answering(503, JSON.stringify({ status: 'not ready', parts }));
    const [result] = await endpoint('data-ingestion', { DATA_INGESTION_URL: url });
    expect(result).toMatchObject({
      outcome: 'failed',
      detail: `${url}/readyz: status 503, loop: Kafka is away`,
    });
  });

  test('nothing there is said in words, with the variable that would move it', async () => {
    const url = await answering(200, 'OK');
    for (const close of closers.splice(0)) close();
    const [result] = await endpoint('grafana', { GRAFANA_URL: url });
    expect(result).toMatchObject({
      outcome: 'failed',
      detail: `${url}/api/health: nothing listens there (connection refused)`,
      advice: expect.stringMatching(/look at grafana.*GRAFANA_URL.*--skip grafana/),
    });
  });

  test.each(['host', 'network'] as const)('no two parts share an address (%s)', (from) => {
    const urls = addresses.map(({ part }) => baseUrl(part, surroundings({}, from)));
    expect(new Set(urls).size).toBe(addresses.length);
    expect(new Set(addresses.map(({ variable }) => variable)).size).toBe(addresses.length);
  });

  test('in the network of the containers their names and ports count, unless the environment says otherwise', () => {
    const inside = surroundings({ LOKI_URL: 'http://logs:1/' }, 'network');
    expect(baseUrl('data-ingestion', inside)).toBe('http://data-ingestion:8090');
    expect(baseUrl('loki', inside)).toBe('http://logs:1');
    expect(inside.env.KAFKA_BOOTSTRAP_SERVERS).toBe('kafka:29092');
    expect(surroundings({ NEO4J_PASSWORD_FILE: '/x' }, 'host').env.NEO4J_PASSWORD).toBeUndefined();
  });

  test('a graph without devices, a wrong password and one with devices are told apart', async () => {
    const neo4j = async (body: object) => {
      const url = await answering(200, JSON.stringify(body));
      return made([neo4jCheck(config, onHost({ NEO4J_HTTP_URL: url }), whereToLook)]);
    };
    const row = (cells: unknown[]) => ({ errors: [], results: [{ data: [{ row: cells }] }] });
    expect(await neo4j(row(['core-sw-1', 'switch', 6]))).toMatchObject([
      { outcome: 'passed', detail: '1 devices, the most connected is core-sw-1 (switch, 6 links)' },
    ]);
    expect(await neo4j({ errors: [], results: [{ data: [] }] })).toMatchObject([
      { outcome: 'failed', advice: expect.stringContaining('graph-builder') },
    ]);
    expect(await neo4j({ errors: [{ message: 'unauthorized' }], results: [] })).toMatchObject([
      { outcome: 'failed', detail: expect.stringContaining('unauthorized') },
    ]);
  });
});

describe('Redis', () => {
  test.each([
    ['passed', '+PONG\r\n$20\r\naof_enabled:1\r\n\r\n+OK\r\n', ''],
    ['failed', '+PONG\r\n$20\r\naof_enabled:0\r\n\r\n+OK\r\n', 'append-only file is off'],
    ['failed', '-NOAUTH Authentication required.\r\n+OK\r\n', 'NOAUTH'],
  ])('%s on %j', async (outcome, answer, detail) => {
    const { createServer: listen } = await import('node:net');
    const server = listen((socket) => socket.end(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const there = configSchema.parse({ storage: { redis: { host: '127.0.0.1', port, password: 'x' } } });
    const [result] = await made([redisCheck(there, whereToLook)]);
    server.close();
    expect(result).toMatchObject({ outcome, detail: expect.stringContaining(detail) });
  });
});
