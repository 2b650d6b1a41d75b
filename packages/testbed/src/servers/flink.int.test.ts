import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FlinkServer, startFlink } from './flink.ts';
import { flinkPins } from './flink-pins.ts';
import { flinkJars } from './flink-process.ts';

let flink: FlinkServer;
beforeAll(async () => {
  flink = await startFlink();
}, 600_000);
afterAll(() => flink?.stop(), 60_000);

const json = async (url: string, init?: RequestInit) =>
  (await (await fetch(url, init)).json()) as Record<string, unknown>;

test('Flink has one task manager with free slots, and its web UI answers', async () => {
  expect(await json(`${flink.url}/overview`)).toMatchObject({ taskmanagers: 1, 'slots-available': 8 });
  expect(await (await fetch(flink.url)).text()).toContain('<title>Apache Flink Web Dashboard</title>');
});

test('its SQL gateway opens sessions', async () => {
  expect(await json(`${flink.gatewayUrl}/v1/info`)).toMatchObject({ version: '2.2.1' });
  const session = await json(`${flink.gatewayUrl}/v1/sessions`, { method: 'POST', body: '{}' });
  expect(session.sessionHandle).toMatch(/^[0-9a-f-]{36}$/);
});

test('the connector that Maven brings is the one whose checksum the Dockerfile holds', async () => {
  const { kafkaConnector, kafkaConnectorSha256 } = flinkPins();
  const [, artifact, version] = kafkaConnector.split(':');
  const jar = readFileSync(join(await flinkJars(), `${artifact}-${version}.jar`));
  expect(createHash('sha256').update(jar).digest('hex')).toBe(kafkaConnectorSha256);
});

test('a task manager that was killed is missed, and is there again once it is restarted', async () => {
  const registered = async () => (await json(`${flink.url}/overview`)).taskmanagers;
  await flink.taskManager.kill();
  await expect.poll(registered, { timeout: 30_000 }).toBe(0);
  await flink.taskManager.restart();
  await expect.poll(registered, { timeout: 30_000 }).toBe(1);
}, 120_000);
