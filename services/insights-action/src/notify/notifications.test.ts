import { configSchema } from '@aiops/config';
import { actionMessageSchema } from '@aiops/contracts';
import { createMemoryStateStore, createMetrics, type OutMessage } from '@aiops/runtime';
import { afterEach, expect, test } from 'vitest';
import { createNotifications } from './notifications.ts';
import { deliveryOf, notifyWorld, revision, START } from './testing/notify-world.ts';
import { vendorServer } from './testing/vendor-server.ts';

const never = new AbortController().signal;
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('an incident goes from its result to a webhook, an action and the metrics', async () => {
  const vendor = await vendorServer();
  const store = createMemoryStateStore();
  const metrics = createMetrics('test');
  const actions: OutMessage[] = [];
  const channels = [{ name: 'hook', kind: 'webhook', url: vendor.url }];
  const notifications = await createNotifications({
    config: configSchema.parse({ insights_action: { notifications: { channels, language: 'zh' } } })
      .insights_action,
    records: (name) => store.records(name),
    publish: async (message) => void actions.push(message),
    now: () => START,
    logger: { warn: () => {} },
    metrics,
  });
  closers.push(vendor.close, notifications.close);
  vendor.answers.push({ status: 503 });
  const [sink] = notifications.sinks;
  expect(sink?.name).toBe('notify_hook');
  await expect(sink?.deliver(deliveryOf(revision(1)), never)).rejects.toThrow('status 503');
  expect(notifications.health().notify_hook).toMatchObject({ up: false, required: false });
  await sink?.deliver(deliveryOf(revision(1), { runbooks: ['link_down'] }), never);
  expect(notifications.health().notify_hook).toEqual({ up: true, required: false });
  const [failed, arrived] = vendor.received.map(({ headers, body }) => ({ headers, body: JSON.parse(body) }));
  expect(arrived?.headers['idempotency-key']).toBe(failed?.headers['idempotency-key']);
  expect(arrived?.body).toMatchObject({ title: '故障（严重）：rack-sw-1', incident_id: 'i' });
  expect(actions).toHaveLength(1);
  expect(actions[0]).toMatchObject({ topic: 'aiops.actions', key: 'i' });
  expect(actionMessageSchema.parse(actions[0]?.value)).toMatchObject({
    action: 'notification',
    incident_id: 'i',
    device: 'rack-sw-1',
    result: { status: 'sent', channel: 'hook', kind: 'webhook', change: 'opened' },
  });
  await notifications.tick(never);
  const text = await metrics.registry.metrics();
  expect(text).toContain('aiops_ledger_anomalies{service="insights-action",class="notified"} 5');
  for (const result of ['sent', 'unavailable'])
    expect(text).toContain(
      `aiops_notifications_total{service="insights-action",channel="hook",change="opened",result="${result}"} 1`,
    );
});

test('what is remembered is bounded, and an incident that cannot wait is told of in the log', async () => {
  const world = await notifyWorld({
    mutes: [{ name: 'works', match: {}, from: '2026-01-01T00:00Z', until: '2026-02-01T00:00Z' }],
  });
  const held = world.store.records('notify_held');
  for (let number = 0; number < 1_001; number += 1) {
    const delivery = deliveryOf(revision(1, { incident_id: `i${number}` }), { recordedAt: START + number });
    await held.put(`held/i${number}`, JSON.stringify(delivery));
  }
  await world.tick();
  expect((await held.all()).size).toBe(1_000);
  expect(world.warnings).toMatchObject([[{ incident: 'i0' }, expect.stringContaining('wait')]]);
});
