import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runProgram } from '../install/run-program.ts';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { freePort } from '../servers/ports.ts';
import { startProcess } from '../servers/process.ts';
import { repositoryFile } from '../servers/repository.ts';

const config = (path: string) => repositoryFile(`config/${path}`);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiops-scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script of config/ in which the program that it hands over to is one that prints its environment and arguments. */
async function handedOver(
  script: string,
  program: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const stand = join(folder, 'program.sh');
  writeFileSync(stand, 'echo "arguments: $*"\nenv\n');
  const file = join(folder, 'start.sh');
  writeFileSync(file, readFileSync(config(script), 'utf8').replaceAll(`exec ${program}`, `exec sh ${stand}`));
  return runProgram('env', ['-i', `PATH=${process.env.PATH}`, ...assignments(env), 'sh', file]);
}

function assignments(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

describe('the start of Kafka', () => {
  const image = '/etc/confluent/docker/run';
  const listeners = 'PLAINTEXT://0.0.0.0:29092,PLAINTEXT_HOST://0.0.0.0:9092';
  const start = (env: Readonly<Record<string, string>>) =>
    handedOver('kafka/start.sh', image, { KAFKA_LISTENERS: listeners, ...env });

  test('makes a broker that is its own controller, unless told otherwise', async () => {
    for (const env of [{}, { KAFKA_MODE: 'kraft', KAFKA_ZOOKEEPER_CONNECT: 'left-over:2181' }]) {
      const settings = await start(env);
      expect(settings).toEqual(
        expect.arrayContaining([
          'KAFKA_PROCESS_ROLES=broker,controller',
          'KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER',
          `KAFKA_LISTENERS=${listeners},CONTROLLER://localhost:9093`,
          'KAFKA_LOG_DIRS=/var/lib/kafka/data/kraft',
        ]),
      );
      expect(settings.join('\n')).not.toMatch(/^KAFKA_(ZOOKEEPER_CONNECT|MODE)=/m);
    }
  });

  test('makes one of ZooKeeper, with data of its own and nothing of the other mode', async () => {
    const settings = await start({ KAFKA_MODE: 'zookeeper', KAFKA_PROCESS_ROLES: 'broker' });
    expect(settings).toEqual(
      expect.arrayContaining([
        'KAFKA_BROKER_ID=1',
        'KAFKA_ZOOKEEPER_CONNECT=zookeeper:2181',
        `KAFKA_LISTENERS=${listeners}`,
        'KAFKA_LOG_DIRS=/var/lib/kafka/data/zookeeper',
      ]),
    );
    expect(settings.join('\n')).not.toMatch(/^KAFKA_(PROCESS_ROLES|NODE_ID|CONTROLLER_\w+|MODE)=/m);
  });

  test('refuses a mode that there is not', async () => {
    await expect(start({ KAFKA_MODE: 'raft' })).rejects.toThrow(
      "KAFKA_MODE is 'raft'; expected kraft or zookeeper",
    );
  });
});

describe('the health check of Kafka', () => {
  let kafka: KafkaServer;
  beforeAll(async () => {
    kafka = await startKafka();
  }, 10 * 60_000);
  afterAll(async () => {
    await kafka?.stop();
  });
  const health = (port: number) =>
    runProgram('bash', [config('kafka/health.sh'), '127.0.0.1', String(port)]).then(
      () => true,
      () => false,
    );

  test('says yes to a broker, and no where nobody listens or something else does', async () => {
    await vi.waitFor(async () => expect(await health(kafka.port)).toBe(true), { timeout: 30_000 });
    expect(await health(await freePort())).toBe(false);
    const other = join(folder, 'other.mjs');
    const port = await freePort();
    const code = `import { createServer } from 'node:net';
createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\\r\\n\\r\\n')).listen(${port}, '127.0.0.1', () => console.log('up'));`;
    writeFileSync(other, code);
    const logFile = join(folder, 'other.log');
    const stranger = await startProcess({
      name: 'stranger',
      command: process.execPath,
      args: [other],
      logFile,
      ready: /up/,
    });
    expect(await health(port)).toBe(false);
    await stranger.stop();
  });
});

describe('the start of Redis', () => {
  const start = (env: Readonly<Record<string, string>>) =>
    handedOver('redis/start.sh', 'docker-entrypoint.sh', env);

  test('asks for the password that is set, and for none otherwise', async () => {
    const plain = 'arguments: redis-server /etc/aiops/redis.conf --dir /data';
    expect(await start({ REDIS_PASSWORD: '' })).toContain(plain);
    expect(await start({ REDIS_PASSWORD: 'with "quotes" and spaces' })).toContain(
      `${plain} --requirepass with "quotes" and spaces`,
    );
  });

  test('is on a file that Redis reads: nothing is evicted, and all is written down', async () => {
    const port = await freePort();
    const server = await startProcess({
      name: 'redis',
      command: 'redis-server',
      args: [config('redis/redis.conf'), '--dir', folder, '--port', String(port), '--bind', '127.0.0.1'],
      logFile: join(folder, 'redis.log'),
      ready: /Ready to accept connections/,
    });
    const get = (name: string) => runProgram('redis-cli', ['-p', String(port), 'config', 'get', name]);
    expect(await get('maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await get('appendonly')).toEqual(['appendonly', 'yes']);
    await server.stop();
  });
});

describe('the start of Grafana', () => {
  const start = (env: Readonly<Record<string, string>>) => handedOver('grafana/start.sh', '/run.sh', env);

  test('refuses the documented password in production, and only there', async () => {
    const production = { AIOPS_ENV: 'production' };
    await expect(start({ ...production, GF_SECURITY_ADMIN_PASSWORD: 'admin' })).rejects.toThrow(
      /GRAFANA_ADMIN_PASSWORD/,
    );
    await expect(start(production)).rejects.toThrow(/GRAFANA_ADMIN_PASSWORD/);
    expect(await start({ ...production, GF_SECURITY_ADMIN_PASSWORD: 'of my own' })).toContain('arguments: ');
    expect(await start({ GF_SECURITY_ADMIN_PASSWORD: 'admin' })).toContain('arguments: ');
  });
});
