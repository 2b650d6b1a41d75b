import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from './demo/noise.ts';
import { rackUplinkScenario } from './demo/scenario.ts';
import type { Outcome } from './testing/outcome.ts';
import { type Fault, runScenario, type Scene } from './testing/scenario-run.ts';
import { type Servers, startServers } from './testing/servers.ts';
import { until } from './testing/until.ts';

/** Whatever goes wrong while the scenario is played: the same anomalies byte for byte, the same incidents. */
const anchor = Math.floor(Date.now() / 10_000) * 10_000 - 60_000;
const messages = rackUplinkScenario(anchor).length;
const OUTAGE_MS = 60_000;

let servers: Servers;
let undisturbed: Outcome;
beforeAll(async () => {
  servers = await startServers();
  undisturbed = await play('plain', []);
}, 600_000);
afterAll(() => servers?.stop());

const play = (name: string, faults: readonly Fault[]): Promise<Outcome> =>
  runScenario(servers, { name, anchor, messages, faults });

const halfway = (strike: Fault['strike']): Fault => ({ after: Math.floor(messages / 2), strike });

const readyz = async (scene: Scene): Promise<{ status: number; text: string }> => {
  const url = /(http:\S+)\/readyz/.exec(scene.fleet().stderr())?.[1];
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, text: await response.text() };
};

/** The fleet says that it is not ready, with the address that does not answer, while the server is away. */
const tellsOf = async (scene: Scene, address: string) => {
  const down = await until(
    `/readyz tells of ${address}`,
    async () => {
      const answer = await readyz(scene);
      return answer.text.includes(address) && answer;
    },
    90_000,
  );
  expect(down.status).toBe(503);
};

test('undisturbed, the scenario names the switch', () => {
  expect(Object.values(undisturbed.incidents).map(({ cause }) => cause)).toContainEqual(
    expect.stringContaining('tor-r12'),
  );
});

test('the fleet killed at four points', async () => {
  const random = createRandom(7);
  const points = Array.from({ length: 4 }, () => Math.floor(random() * messages)).sort((a, b) => a - b);
  const faults = points.map((after) => ({ after, strike: (scene: Scene) => scene.killFleet() }));
  expect(await play('killed', faults)).toEqual(undisturbed);
}, 600_000);

test('the broker away for 60 s', async () => {
  const outage = halfway(async (scene) => {
    const back = Date.now() + OUTAGE_MS;
    await scene.servers.kafka.kill();
    try {
      await tellsOf(scene, scene.servers.kafka.bootstrapServers);
      await sleep(back - Date.now());
    } finally {
      await scene.servers.kafka.restart();
    }
  });
  expect(await play('broker', [outage])).toEqual(undisturbed);
}, 600_000);

test('Redis away for a while', async () => {
  const outage = halfway(async (scene) => {
    await scene.servers.redis.kill();
    try {
      await tellsOf(scene, `${scene.servers.redis.host}:${scene.servers.redis.port}`);
    } finally {
      await scene.servers.redis.restart();
    }
  });
  expect(await play('redis', [outage])).toEqual(undisturbed);
}, 600_000);

test('the state in Redis lost', async () => {
  const loss = halfway(async (scene) => {
    const keys = (await scene.servers.redis.command('KEYS', '*')).split('\n');
    const state = keys.filter((key) => !key.startsWith('aiops:kv:demo:'));
    expect(state.length).toBeGreaterThan(0);
    await scene.servers.redis.command('DEL', ...state);
  });
  expect(await play('lost', [loss])).toEqual(undisturbed);
}, 600_000);

test('Neo4j away for a while, then empty', async () => {
  const outage = halfway(async (scene) => {
    await scene.servers.neo4j.kill();
    await sleep(40_000);
    await scene.servers.neo4j.restart();
    await scene.servers.neo4j.query('MATCH (n) DETACH DELETE n');
  });
  expect(await play('neo4j', [outage])).toEqual(undisturbed);
}, 600_000);

test('members that come and go every 10 s', async () => {
  const storm = halfway(async (scene) => {
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
      const members = scene.startMembers();
      for (const member of members)
        await until('the member is ready', async () => member.stderr().includes('"Ready."'), 60_000);
      await sleep(10_000);
      for (const member of members) member.signal(signal);
      for (const { code, stderr } of await Promise.all(members.map(({ ended }) => ended)))
        if (signal === 'SIGTERM') expect(code, stderr).toBe(0);
    }
  });
  expect(await play('members', [storm])).toEqual(undisturbed);
}, 600_000);
