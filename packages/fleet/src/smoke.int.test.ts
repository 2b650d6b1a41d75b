import { topicNames } from '@aiops/contracts';
import {
  freePort,
  type KafkaServer,
  type Neo4jServer,
  type RedisServer,
  startKafka,
  startNeo4j,
  startRedis,
} from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningFleet, runAiops, startAiops, startUp } from './testing/aiops-process.ts';
import { until } from './testing/until.ts';

let kafka: KafkaServer;
let port: number;
beforeAll(async () => {
  port = await freePort();
});
afterAll(() => kafka?.stop());

describe('aiops topics', () => {
  const env = () => ({ KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` });
  const rows = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { topic: string; partitions: number | null });

  test('says that there is no broker, and does not wait longer than it was told to', async () => {
    const { code, stderr } = await runAiops({ args: ['topics', 'create', '--wait', '0s'], env: env() });
    expect(code).toBe(1);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(await runAiops({ args: ['topics', 'list'] })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('KAFKA_BOOTSTRAP_SERVERS'),
    });
  });

  test('waits for a broker that is just starting, and creates every topic', async () => {
    const creating = startAiops({
      args: ['topics', 'create', '--wait', '120s', '--json'],
      env: { ...env(), KAFKA_NUM_PARTITIONS: '4', KAFKA_REPLICATION_FACTOR: '3', LOG_FORMAT: 'json' },
    });
    await until('it waits', async () => creating.stderr().includes('Waiting for Kafka'));
    kafka = await startKafka({ port });
    const { code, stdout, stderr } = await creating.ended;
    expect(code, stderr).toBe(0);
    expect(rows(stdout).map(({ topic }) => topic)).toEqual(topicNames);
    expect(rows(stdout).filter(({ partitions }) => partitions === 4)).toHaveLength(topicNames.length - 1);
    expect(stderr).toMatch(/gets 1 instead of 3 copies/);
  });

  test('leaves what is there when it is run again, and says where the number differs', async () => {
    const { code, stderr } = await runAiops({
      args: ['topics', 'create'],
      env: { ...env(), KAFKA_NUM_PARTITIONS: '5' },
    });
    expect(code).toBe(0);
    expect(stderr).toMatch(/has 4 partitions and keeps them; 5 are configured/);
    const listed = await runAiops({ args: ['topics', 'list'], env: env() });
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/^aiops\.metrics +4 partitions +0 records$/m);
  });
});

describe('aiops smoke', { timeout: 120_000 }, () => {
  let redis: RedisServer;
  let neo4j: Neo4jServer;
  let fleet: RunningFleet;
  let env: Record<string, string>;
  beforeAll(async () => {
    const httpPort = await freePort();
    [redis, neo4j] = await Promise.all([startRedis({ password: 'a b' }), startNeo4j({ httpPort })]);
    env = {
      KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
      REDIS_HOST: redis.host,
      REDIS_PORT: String(redis.port),
      REDIS_PASSWORD: 'a b',
      NEO4J_URI: neo4j.uri,
      NEO4J_PASSWORD: neo4j.password,
      NEO4J_HTTP_URL: `http://127.0.0.1:${httpPort}`,
    };
  });
  afterAll(async () => {
    fleet?.signal('SIGTERM');
    await fleet?.ended;
    await Promise.all([redis?.stop(), neo4j?.stop()]);
  });
  const smoke = (...args: string[]) => runAiops({ args: ['smoke', ...args], env });

  test('without the fleet it tells what is missing, and what to do', async () => {
    const { code, stdout } = await smoke('--only', 'redis,neo4j,kafka,chain', '--timeout', '2s');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^✓ Redis answers PING/m);
    expect(stdout).toMatch(/^✗ Neo4j.*no devices\n +→ graph-builder fills it/m);
    expect(stdout).toMatch(
      /^✗ metrics pushed to Kafka become anomalies .*within 2 s\n +→ .*docker logs anomaly-detection/m,
    );
    expect(stdout).toMatch(/^– related anomalies become a result/m);
  });

  test('with the fleet everything passes, twice, without waiting for silence to count', async () => {
    fleet = await startUp({ args: ['--no-demo'], env });
    for (let i = 0; i < 2; i++) {
      const { code, stdout, stderr } = await smoke(
        '--only',
        'redis,neo4j,kafka,chain',
        '--timeout',
        '30s',
        '--json',
      );
      expect(code, stdout + stderr).toBe(0);
      const { checks } = JSON.parse(stdout) as { checks: { part: string; outcome: string }[] };
      expect(checks.map(({ outcome }) => outcome)).toEqual(Array(8).fill('passed'));
    }
  });

  test('parts that do not exist are wrong usage', async () => {
    const { code, stderr } = await smoke('--only', 'kafak');
    expect(code).toBe(2);
    expect(stderr).toContain('received "kafak"');
  });
});
