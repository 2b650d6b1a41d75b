import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { topics } from '@aiops/contracts';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { quiet, resolver, standInBus, standInCursors } from '../../testing/stand-ins.ts';
import { createAlertsRouter } from './alerts-router.ts';
import { createKnownAlerts } from './known-alerts.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve() {
  const bus = standInBus();
  const app = express();
  const known = createKnownAlerts(standInCursors());
  app.use(createAlertsRouter({ publish: bus.publish, resolver, logger: quiet, known }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/alerts`;
  const post = async (body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', body: text, headers });
    return {
      status: response.status,
      retry: response.headers.get('retry-after'),
      body: await response.json(),
    };
  };
  const told = () =>
    bus.values(topics.events).map(({ details, timestamp, severity }) => {
      const { status } = details as { status: string };
      return `${status} ${timestamp} ${severity}`;
    });
  return { bus, post, told, known };
}

const alert = {
  status: 'firing',
  labels: { alertname: 'DiskFull', instance: 'db-1:9100', severity: 'critical' },
  annotations: { summary: '98 %' },
  startsAt: '2026-01-27T12:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://vmalert:8880/x',
  fingerprint: 'abc',
};
const notification = (...alerts: unknown[]) => ({
  version: '4',
  groupKey: '{}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'aiops',
  notification_reason: 'new',
  alerts,
});
const over = { ...alert, status: 'resolved', endsAt: '2026-01-27T12:05:00Z' };

test('a notification is answered 202 once the bus has its alerts, each told once, and its end once', async () => {
  const { bus, post, told } = await serve();
  expect(await post(notification({ ...alert, generatorURL: '' }))).toMatchObject({
    status: 202,
    body: { accepted: 1, problems: [] },
  });
  expect(bus.values(topics.events)[0]?.details).not.toHaveProperty('generatorURL');
  await post(notification(alert));
  await post(notification(over));
  await post(notification(over, alert));
  expect(told()).toEqual([
    'firing 2026-01-27T12:00:00.000Z critical',
    'resolved 2026-01-27T12:05:00.000Z critical',
  ]);
});

test('the end of an alert that only a webhook told of is not concluded from a list', async () => {
  const { post, known } = await serve();
  await post(notification(alert));
  expect(await known.listed([], Date.UTC(2026, 0, 27, 13))).toEqual([]);
  const seen = {
    ...alert,
    status: 'firing' as const,
    startsAt: Date.parse(alert.startsAt),
    endsAt: undefined,
  };
  expect(await known.listed([seen], Date.UTC(2026, 0, 27, 13))).toEqual([]);
  expect(await known.listed([], Date.UTC(2026, 0, 27, 13))).toMatchObject([{ status: 'resolved' }]);
});

test('what is no alert is told to the sender and holds back no other; the own alert is left out', async () => {
  const { post, told } = await serve();
  const own = { ...alert, labels: { ...alert.labels, alertname: 'AIOpsRootCause' } };
  const hostile = JSON.parse('{"status":"firing","labels":{"__proto__":"x"},"startsAt":"soon"}');
  const { status, body } = await post(notification(7, hostile, own, alert));
  expect(status).toBe(202);
  expect(body).toMatchObject({
    accepted: 1,
    problems: [/alerts\[0\]/, 'alerts[1].startsAt: expected a time'].map((text) =>
      typeof text === 'string' ? text : expect.stringMatching(text),
    ),
  });
  expect(told()).toHaveLength(1);
});

test.each([
  ['no JSON', '{'],
  ['no list', {}],
  ['too many', notification(...Array(5_001).fill(alert))],
])('%s is refused', async (_what, body) => {
  const { post, told } = await serve();
  expect((await post(body)).status).toBe(400);
  expect(told()).toEqual([]);
});

test('while the bus is away Alertmanager is told to come back, and is believed then', async () => {
  const { bus, post, told } = await serve();
  bus.down = true;
  expect(await post(notification(alert))).toMatchObject({ status: 503, retry: '2' });
  bus.down = false;
  await post(notification(alert));
  expect(told()).toHaveLength(1);
});
