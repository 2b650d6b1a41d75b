import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@aiops/contracts';
import { createKafkaBus } from '@aiops/runtime';
import {
  type KafkaServer,
  makeCertificates,
  type Neo4jServer,
  type RedisServer,
  startKafka,
  startNeo4j,
  startRedis,
} from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAiops, startService, startUp } from './testing/aiops-process.ts';
import { handPushedFiring } from './testing/hand-pushed.ts';
import { readMessages } from './testing/read-topic.ts';
import { until } from './testing/until.ts';

/** Everything with TLS, a login and a password, as the environment of a user would say it. */
const folder = mkdtempSync(join(tmpdir(), 'aiops-secured-'));
const user = { name: 'aiops', password: 'right-one' };
const passwordFile = join(folder, 'kafka-password');
let kafka: KafkaServer;
let redis: RedisServer;
let neo4j: Neo4jServer;
let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  writeFileSync(passwordFile, `${user.password}\n`);
  const certificates = await makeCertificates(folder);
  const login = { username: user.name, password: user.password };
  [kafka, redis, neo4j] = await Promise.all([
    startKafka({ security: { certificates, user } }),
    startRedis({ ...login, tls: certificates }),
    startNeo4j({ password: user.password, tls: certificates }),
  ]);
  env = {
    AIOPS_ENV: 'production',
    KAFKA_BOOTSTRAP_SERVERS: kafka.secured('SASL_SSL'),
    KAFKA_SSL_ENABLED: 'true',
    KAFKA_SSL_CA_FILE: certificates.caFile,
    KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
    KAFKA_SASL_USERNAME: user.name,
    KAFKA_SASL_PASSWORD_FILE: passwordFile,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    REDIS_USERNAME: user.name,
    REDIS_PASSWORD: user.password,
    REDIS_TLS_ENABLED: 'true',
    REDIS_TLS_CA_FILE: certificates.caFile,
    NEO4J_URI: neo4j.uri,
    NEO4J_PASSWORD: neo4j.password,
    NEO4J_CA_FILE: certificates.caFile,
  };
}, 600_000);
afterAll(async () => {
  await Promise.all([kafka?.stop(), redis?.stop(), neo4j?.stop()]);
  rmSync(folder, { recursive: true });
}, 60_000);

describe('servers with TLS and passwords', { timeout: 120_000 }, () => {
  test('carry the fleet: a sample that is sent becomes an anomaly, and no password is logged', async () => {
    const fleet = await startUp({ args: ['--no-demo'], env });
    const bus = await createKafkaBus({
      bootstrapServers: kafka.bootstrapServers,
      clientId: 'test',
    });
    try {
      await bus.publish([{ topic: topics.metrics, key: null, value: handPushedFiring }]);
      const { value } = await until('the anomaly', async () =>
        (await readMessages(bus, topics.anomalies)).find(({ value: { rule } }) => rule === 'cpu_high'),
      );
      expect(value).toMatchObject({ status: 'firing', entity_name: 'test-server' });
      expect(await redis.command('KEYS', 'aiops:*')).not.toBe('');
      expect(await neo4j.query('MATCH (d:Device) RETURN count(d) > 0')).toEqual([[true]]);
    } finally {
      await bus.close();
      fleet.signal('SIGTERM');
    }
    const { code, stderr } = await fleet.ended;
    expect(stderr).not.toContain(user.password);
    expect(code, stderr).toBe(0);
  });

  const wrong: Record<string, { change: () => Record<string, string>; says: RegExp }> = {
    Kafka: {
      change: () => ({ KAFKA_SASL_PASSWORD: 'wrong-one', KAFKA_SASL_PASSWORD_FILE: '' }),
      says: /Kafka at \S+ refused the login .*check KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD/,
    },
    Redis: {
      change: () => ({ REDIS_PASSWORD: 'wrong-one' }),
      says: /Redis at \S+ refused the login .*check REDIS_PASSWORD and REDIS_USERNAME/,
    },
    Neo4j: {
      change: () => ({ NEO4J_PASSWORD: 'wrong-one' }),
      says: /Neo4j at \S+ refused the login .*check NEO4J_USER and NEO4J_PASSWORD/,
    },
  };

  test.each(Object.entries(wrong))(
    'a wrong password of %s ends a service at its start',
    async (_, { change, says }) => {
      const service = startService({ service: 'anomaly-detection', env: { ...env, ...change() } });
      const { code, stderr, stdout } = await service.ended;
      expect(code).toBe(1);
      const last = `${stderr}${stdout}`.trimEnd().split('\n').at(-1) ?? '';
      expect(last).toMatch(says);
      expect(last).not.toContain('stack');
      expect(`${stderr}${stdout}`).not.toContain('wrong-one');
    },
  );

  test.each(Object.entries(wrong))(
    'a wrong password of %s ends a command with one line, not with a stack',
    async (_, { change, says }) => {
      const { code, stderr } = await runAiops({ args: ['up', '--no-demo'], env: { ...env, ...change() } });
      expect(code).toBe(1);
      expect(stderr.trimEnd().split('\n').at(-1)).toMatch(says);
      expect(stderr).not.toMatch(/^ +at /m);
    },
  );
});
