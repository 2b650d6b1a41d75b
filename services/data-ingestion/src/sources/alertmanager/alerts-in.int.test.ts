import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { topics } from '@aiops/contracts';
import { type AlertmanagerServer, startAlertmanager } from '@aiops/testbed';
import express from 'express';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pollWorld } from '../../testing/poll-world.ts';
import { quiet, resolver, standInBus, standInCursors } from '../../testing/stand-ins.ts';
import { createAlertsRouter } from './alerts-router.ts';
import { createKnownAlerts } from './known-alerts.ts';

const notified = standInBus();
const known = createKnownAlerts(standInCursors());
const receiver = createServer(
  express().use(createAlertsRouter({ publish: notified.publish, resolver, logger: quiet, known })),
);
let alertmanager: AlertmanagerServer;
beforeAll(async () => {
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  alertmanager = await startAlertmanager({
    configuration: [
      'route: {receiver: aiops, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 2s}',
      `receivers: [{name: aiops, webhook_configs: [{url: 'http://127.0.0.1:${port}/v1/alerts'}]}]`,
    ].join('\n'),
  });
}, 10 * 60_000);
afterAll(async () => {
  await alertmanager?.stop();
  receiver.closeAllConnections();
  receiver.close();
});

test('a real Alertmanager tells each alert once by its webhook and once when asked, with the same id', async () => {
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const post = (minutes: number) =>
    fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        {
          labels: { alertname: 'DiskFull', instance: 'db-1:9100', severity: 'critical' },
          annotations: { summary: '98 %' },
          startsAt,
          endsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
        },
        { labels: { alertname: 'AIOpsRootCause', device_name: 'db-1' }, startsAt },
      ]),
    });
  const { start, bus, world } = pollWorld(Date.now());
  const process = start({ alertmanager_url: alertmanager.url });
  const events = (from: typeof bus) => from.values(topics.events);
  const statuses = (from: typeof bus) =>
    events(from).map(({ details }) => (details as { status: string }).status);
  await post(5);
  await vi.waitFor(() => expect(statuses(notified)).toEqual(['firing']), { timeout: 20_000 });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(statuses(notified)).toEqual(['firing']);
  await process.round();
  expect(statuses(bus)).toEqual(['firing']);
  expect(events(bus)).toEqual(events(notified));
  await post(-0.01);
  await vi.waitFor(() => expect(statuses(notified)).toEqual(['firing', 'resolved']), { timeout: 20_000 });
  world.now += 60_000;
  await process.round();
  expect(statuses(bus)).toEqual(['firing', 'resolved']);
  expect(events(bus)[1]?.event_id).toBe(events(notified)[1]?.event_id);
  process.stop();
});
