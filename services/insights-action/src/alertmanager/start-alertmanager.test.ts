import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConfigInput, configSchema } from '@aiops/config';
import { createEntityResolver } from '@aiops/contracts';
import {
  createLogger,
  createMemoryStateStore,
  createMetrics,
  Lifecycle,
  type ServiceContext,
} from '@aiops/runtime';
import { afterEach, expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import { startAlertmanager } from './start-alertmanager.ts';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** An Alertmanager that keeps what is posted, and what was started in front of it. */
async function started(settings: NonNullable<ConfigInput['insights_action']>['alertmanager']) {
  const posted: { labels: Record<string, string>; annotations: Record<string, string> }[] = [];
  const upstream = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (request.method === 'POST') posted.push(...JSON.parse(text));
    response.end('[]');
  });
  await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => upstream.close(),
    () => upstream.closeAllConnections(),
  );
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const published: unknown[] = [];
  const context = {
    config: configSchema.parse({ insights_action: { alertmanager: { internal_url: url, ...settings } } }),
    logger,
    metrics: createMetrics('test'),
    state: createMemoryStateStore(),
    bus: { publish: async (messages: readonly unknown[]) => void published.push(...messages) },
    now: Date.now,
  } as unknown as ServiceContext;
  const lifecycle = new Lifecycle(logger);
  closers.push(() => lifecycle.stop());
  const parts = await startAlertmanager(context, lifecycle, () => createEntityResolver([]));
  return { parts, posted, published };
}
const delivery = { incident: 'i-1', revision: 1, result: sampleIncident(), runbooks: [], recordedAt: 0 };

test('nothing is started unless it is switched on', async () => {
  const { parts } = await started({});
  expect([parts.sinks, parts.health(), parts.proxyPort]).toEqual([[], {}, undefined]);
});

test('what the sinks are told is posted, and added to what passes the proxy', async () => {
  const { parts, posted, published } = await started({
    proxy: { enabled: true, port: 0 },
    root_cause_alert: { enabled: true },
  });
  expect(parts.sinks.map(({ name }) => name)).toEqual(['alert_annotations', 'root_cause_alert']);
  for (const sink of parts.sinks) await sink.deliver(delivery, new AbortController().signal);
  expect(posted.map(({ labels }) => labels.role)).toEqual(['cause', 'victim', 'victim']);
  expect(published).toHaveLength(1);
  expect(parts.health()).toEqual({ alertmanager: { up: true, required: false } });
  await fetch(`http://127.0.0.1:${parts.proxyPort}/api/v2/alerts`, {
    method: 'POST',
    body: JSON.stringify([{ labels: { alertname: 'Slow', device_name: 'server-1', site: 'lab' } }]),
  });
  expect(posted.at(-1)?.annotations).toMatchObject({ aiops_incident_id: 'i-1' });
});
