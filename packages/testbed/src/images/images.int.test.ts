import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { type Neo4jServer, startNeo4j } from '../servers/neo4j.ts';
import { freePort } from '../servers/process.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { buildImage, IMAGES, type ImageName, imageTag, removeOldSteps } from './build-image.ts';
import { type Buildah, openBuildah } from './buildah.ts';
import { readImageConfig } from './image-config.ts';
import { ensureBaseImage } from './node-image.ts';
import { mountImage, type RootFolder } from './root-folder.ts';
import { type Container, runImage } from './run-image.ts';

const progress = (line: string) => console.log(line);
const STREAMS: readonly ImageName[] = [
  'data-ingestion',
  'anomaly-detection',
  'root-cause-analysis',
  'insights-action',
];
const START_MS = 40_000;

let buildah: Buildah;
const seconds: Record<string, number> = {};
const started: Container[] = [];

async function start(name: ImageName, env: Readonly<Record<string, string>>, rest = {}): Promise<Container> {
  const container = await runImage(buildah, imageTag(name), { env, ...rest });
  started.push(container);
  return container;
}

async function until<T>(what: string, container: Container, ask: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await delay(100)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (!container.isRunning()) throw new Error(`${what}: the container ended:\n${container.output()}`);
  }
  throw new Error(`${what}: not within ${START_MS} ms:\n${container.output()}`);
}

async function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );
}

beforeAll(async () => {
  buildah = await openBuildah();
  await removeOldSteps(buildah);
  await ensureBaseImage(buildah, progress);
  for (const name of IMAGES) {
    const from = Date.now();
    await buildImage(buildah, name, { progress });
    seconds[name] = (Date.now() - from) / 1000;
  }
}, 20 * 60_000);

afterEach(async () => {
  for (const container of started.splice(0)) await container.remove();
});

describe.each(IMAGES)('the image of %s', (name) => {
  let folder: RootFolder;

  beforeAll(async () => {
    folder = await mountImage(buildah, imageTag(name));
  });
  afterAll(() => folder.remove());

  test('starts node itself, not as root, and says how its health is asked', async () => {
    const config = await readImageConfig(buildah, imageTag(name));
    expect(config).toMatchObject({ user: 'node', workingDirectory: '/app' });
    expect(config.command[0]).toBe('node');
    expect(config.healthcheck).toEqual(['node', '/app/healthcheck.mjs']);
    expect(config.env).toMatchObject({ NODE_ENV: 'production', HTTP_HOST: '0.0.0.0' });
    expect(config.labels['org.opencontainers.image.title']).toBe(`aiops/${name}`);
  });

  test('holds what runs in production and nothing else', () => {
    const files = filesBelow(join(folder.path, 'app'));
    const unwanted =
      /\.[cm]?ts$|\.map$|\/(typescript|vitest|tsx|fast-check|knip|@biomejs)(@|\/|$)|pnpm-lock|\.npmrc|\.env$|\/\.bin\//;
    // Packages of others may carry tests of their own, and some load files that are named like tests.
    const ofTests =
      /^(dist|node_modules\/\.pnpm\/@aiops[^/]+\/node_modules\/@aiops)\/.*(\.(test|contract)\.|\/testing\/)/;
    expect(files.filter((file) => unwanted.test(file) || ofTests.test(file))).toEqual([]);
    expect(files).toContain('dist/main.js');
    for (const tool of ['npm', 'npx', 'yarn', 'pnpm', 'corepack']) {
      expect(existsSync(join(folder.path, 'usr/local/bin', tool))).toBe(false);
    }
    expect(existsSync(join(folder.path, 'src'))).toBe(false);
    expect(existsSync(join(folder.path, 'root/.npm'))).toBe(false);
    progress(
      `aiops/${name}: ${(sizeOf(join(folder.path, 'app')) / 1e6).toFixed(1)} MB in /app, built in ${seconds[name]?.toFixed(0)} s`,
    );
  });

  test('lists its parts: each package that lies in it, with licence and hash, and the system below', () => {
    const sbom = JSON.parse(readFileSync(join(folder.path, 'app/sbom.cdx.json'), 'utf8'));
    const licences = readFileSync(join(folder.path, 'app/LICENSES.txt'), 'utf8');
    expect(sbom.metadata.component).toMatchObject({ group: '@aiops', name });
    const purls: string[] = sbom.components.map(({ purl }: { purl: string }) => purl);
    expect(purls).toContainEqual(expect.stringMatching(/^pkg:deb\/debian\/libc6@/));
    expect(purls).toContainEqual(expect.stringMatching(/^pkg:generic\/node@24\./));
    const packages = readdirSync(join(folder.path, 'app/node_modules/.pnpm')).filter(
      (entry) => /^[a-z0-9@]/.test(entry) && entry !== 'node_modules' && !entry.startsWith('@aiops'),
    );
    for (const entry of packages) {
      const [, id = ''] = /^(.+?@[^_(]+)/.exec(entry.replace('+', '/')) ?? [];
      const part = sbom.components.find((one: { 'bom-ref': string }) => one['bom-ref'] === id);
      expect(part?.licenses, entry).toHaveLength(1);
      expect(part?.hashes, entry).toHaveLength(1);
      expect(licences).toContain(`${id}  `);
    }
    for (const known of ['kafkajs@2.2.4', 'express@5.3.0', 'zod@4.6.7', 'pino@10.4.0'])
      expect(purls).toContain(`pkg:npm/${known}`);
  });
});

test('an unknown service fails the build with the names of those that are there', async () => {
  await expect(buildImage(buildah, 'mystery', { progress })).rejects.toThrow(/one of: fleet .*hello-app/);
});

test('hello-app serves, is healthy and stops when it is asked to', async () => {
  const port = await freePort();
  const container = await start('hello-app', { PORT: String(port) });
  await until('hello-app', container, async () =>
    (await statusOf(`http://127.0.0.1:${port}/`)) === 200 ? true : undefined,
  );
  expect(await container.checkHealth()).toMatchObject({ code: 0 });
  const inside = await container.exec([
    'sh',
    '-c',
    'id -u; tr "\\0" " " </proc/1/cmdline; touch /app/x /tmp/x',
  ]);
  expect(inside.output).toMatch(/^1000\nnode .*dist\/main\.js/);
  expect(inside.output).toMatch(/'\/app\/x': Read-only file system/);
  expect(inside.output).not.toMatch('/tmp/x');
  const end = await container.stop();
  expect(end, end.output).toMatchObject({ code: 0 });
});

test('the aiops command tells its commands when it is given none', async () => {
  const end = await (await start('fleet', {})).ended;
  expect(end).toMatchObject({ code: 0 });
  expect(end.output).toMatch(/^Usage: aiops/);
});

test('the aiops command finds configuration, topology and runbooks in its image', async () => {
  const end = await (await start('fleet', {}, { args: ['check'] })).ended;
  expect(end, end.output).toMatchObject({ code: 0 });
});

describe('with no broker', () => {
  const away = async () => ({
    KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${await freePort()}`,
    HTTP_PORT: String(await freePort()),
    OTLP_PORT: String(await freePort()),
  });

  test.each([...STREAMS, 'graph-builder' as const])('%s ends with one line that names it', async (name) => {
    const env = await away();
    const end = await (await start(name, env)).ended;
    expect(end.code).toBe(1);
    const told = end.output
      .split('\n')
      .filter((line) => line.includes(`Kafka at ${env.KAFKA_BOOTSTRAP_SERVERS} is not reachable`));
    expect(told).toHaveLength(1);
    expect(end.output).not.toMatch(/\n\s+at /);
  });

  test.each([
    // A service drains what it has; a one-shot has nothing to drain, and ends as a program that handles no signals.
    { name: 'anomaly-detection', health: 1, code: 0 },
    { name: 'graph-builder', health: 0, code: 143 },
  ] as const)(
    '$name still starting: its health is $health, and SIGTERM ends it with $code',
    async (expected) => {
      // A broker that accepts and says nothing.
      const silent = createServer(() => {}).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      try {
        const { port } = silent.address() as AddressInfo;
        const env = { ...(await away()), KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${port}` };
        const container = await start(expected.name, env);
        await Promise.race([once(silent, 'connection'), container.ended]);
        const health = await container.checkHealth();
        expect(health, health.output).toMatchObject({ code: expected.health });
        const end = await container.stop(5_000);
        expect(end, end.output).toMatchObject({ code: expected.code });
      } finally {
        silent.close();
      }
    },
  );
});

describe('on real servers', () => {
  let kafka: KafkaServer;
  let redis: RedisServer;
  let neo4j: Neo4jServer;

  beforeAll(async () => {
    [kafka, redis, neo4j] = await Promise.all([startKafka(), startRedis(), startNeo4j()]);
  });
  afterAll(async () => {
    await Promise.all([kafka?.stop(), redis?.stop(), neo4j?.stop()]);
  });

  const servers = async () => ({
    KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    NEO4J_URI: neo4j.uri,
    NEO4J_USER: neo4j.user,
    NEO4J_PASSWORD: neo4j.password,
    HTTP_PORT: String(await freePort()),
    OTLP_PORT: String(await freePort()),
  });

  test('graph-builder stores the topology of its image and ends by itself', async () => {
    const container = await start('graph-builder', await servers());
    expect(await container.checkHealth()).toMatchObject({ code: 0 });
    const end = await container.ended;
    expect(end, end.output).toMatchObject({ code: 0 });
    const [[nodes] = []] = await neo4j.query('MATCH (n) RETURN count(n)');
    expect(nodes).toBeGreaterThan(5);
  });

  test.each(STREAMS)(
    '%s becomes ready and healthy, as any user, and stops within 10 s of SIGTERM',
    async (name) => {
      const env = await servers();
      for (const uid of [undefined, 4711]) {
        const container = await start(name, env, uid === undefined ? {} : { uid });
        const ready = `http://127.0.0.1:${env.HTTP_PORT}/readyz`;
        await until(`${name} is ready`, container, async () =>
          (await statusOf(ready)) === 200 ? true : undefined,
        );
        expect(await container.checkHealth()).toMatchObject({ code: 0 });
        const end = await container.stop();
        expect(end, end.output).toMatchObject({ code: 0 });
        expect(end.ms).toBeLessThan(10_000);
      }
    },
  );
});

/** Paths of the files below a folder; links are not followed. */
function filesBelow(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    return entry.isDirectory() ? filesBelow(join(folder, entry.name), `${path}/`) : path;
  });
}

function sizeOf(folder: string): number {
  return filesBelow(folder).reduce((sum, file) => sum + lstatSync(join(folder, file)).size, 0);
}
