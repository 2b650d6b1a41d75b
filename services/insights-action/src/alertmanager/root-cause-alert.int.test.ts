import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createEntityResolver } from '@aiops/contracts';
import { createLogger, createMemoryStateStore } from '@aiops/runtime';
import { type AlertmanagerServer, startAlertmanager } from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../sinks/incident-sink.ts';
import { sampleIncident } from '../testing/sample-incident.ts';
import { createAlertmanagerApi, type PostedAlert } from './alertmanager-api.ts';
import { createIncidentBook } from './incident-book.ts';
import { createIncidentLedger } from './incident-ledger.ts';
import { createRepost } from './repost.ts';
import { createRootCauseAlert } from './root-cause-alert.ts';

interface Notification {
  readonly receiver: string;
  readonly status: string;
  readonly alerts: readonly { readonly status: string; readonly labels: Record<string, string> }[];
}

const never = new AbortController().signal;
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** The routes and inhibitions of this project, in seconds instead of minutes, with a receiver that listens. */
const impatient = (text: string, hook: string) =>
  text
    .replaceAll(/group_wait: \S+/g, 'group_wait: 1s')
    .replaceAll(/group_interval: \S+/g, 'group_interval: 2s')
    .replaceAll(/^ {2}- name: (\S+)$/gm, `  - name: $1\n    webhook_configs: [{url: '${hook}'}]`);

describe('AIOpsRootCause in a real Alertmanager', () => {
  const notifications: Notification[] = [];
  const receiver = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    notifications.push(JSON.parse(text));
    response.end();
  });
  let alertmanager: AlertmanagerServer;
  let api: ReturnType<typeof createAlertmanagerApi>;
  const records = createMemoryStateStore().records('alertmanager_incidents');
  const book = createIncidentBook();
  const ledger = createIncidentLedger({ records, book, links: {}, now: Date.now });
  const own = (resendMs = 60_000) =>
    createRootCauseAlert({ ledger, api, resendMs, now: Date.now, publish: async () => {}, logger });
  const held = async (device: string, alertname: string) =>
    (await alertmanager.alerts()).filter(
      ({ labels }) => labels.device_name === device && labels.alertname === alertname,
    );
  const child = (device: string, rest: Partial<PostedAlert> = {}): PostedAlert => ({
    labels: { alertname: 'SlowAnswers', severity: 'high', device_name: device, site: 'lab' },
    annotations: { summary: 'slow' },
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    endsAt: new Date(Date.now() + 300_000).toISOString(),
    generatorURL: 'http://vmalert:8880/x',
    ...rest,
  });
  const delivery = (incident: string, revision: number, rest = {}): Delivery => ({
    incident,
    revision,
    result: sampleIncident({ revision, ...rest }),
    runbooks: [],
    recordedAt: 0,
  });
  const told = (name: string) => notifications.filter((one) => one.receiver === name);

  beforeAll(async () => {
    await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve));
    const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const file = new URL('../../../../config/alertmanager/alertmanager.yml', import.meta.url);
    alertmanager = await startAlertmanager({ configuration: impatient(await readFile(file, 'utf8'), hook) });
    api = createAlertmanagerApi(alertmanager.url);
  }, 10 * 60_000);
  afterAll(async () => {
    api?.close();
    await alertmanager?.stop();
    receiver.closeAllConnections();
    receiver.close();
  });

  test('silences what it explains, notifies once per incident, and ends with it', async () => {
    const alert = own();
    await alert.sink.deliver(delivery('i-1', 1), never);
    await api.post([child('server-1'), child('server-2'), child('server-9')], never);
    await vi.waitFor(async () => expect(told('incidents')).toHaveLength(1), { timeout: 20_000 });
    expect(
      told('incidents')[0]
        ?.alerts.map(({ labels }) => `${labels.device_name} ${labels.role}`)
        .sort(),
    ).toEqual(['rack-sw-1 cause', 'server-1 victim', 'server-2 victim']);
    for (let round = 0; round < 3; round += 1) {
      await alert.resend(never);
      await delay(1_000);
    }
    expect(told('incidents')).toHaveLength(1);
    const states = async (device: string) =>
      (await held(device, 'SlowAnswers')).map(({ status }) => status.state);
    expect([await states('server-1'), await states('server-2'), await states('server-9')]).toEqual([
      ['suppressed'],
      ['suppressed'],
      ['active'],
    ]);
    expect(told('high').flatMap(({ alerts }) => alerts.map(({ labels }) => labels.device_name))).toEqual([
      'server-9',
    ]);
    await alert.sink.deliver(delivery('i-1', 2, { status: 'resolved' }), never);
    await vi.waitFor(async () => expect(told('incidents').at(-1)?.status).toBe('resolved'), {
      timeout: 20_000,
    });
    for (const late of [delivery('i-1', 1), delivery('i-1', 2)]) await own().sink.deliver(late, never);
    await own().resend(never);
    await delay(3_000);
    expect(await held('rack-sw-1', 'AIOpsRootCause')).toEqual([]);
    expect(told('incidents')).toHaveLength(2);
    expect(await states('server-1')).toEqual(['active']);
  });

  test('ends by itself when nobody posts it any more', async () => {
    await own(500).sink.deliver(delivery('i-2', 1), never);
    expect(await held('rack-sw-1', 'AIOpsRootCause')).toHaveLength(1);
    await vi.waitFor(async () => expect(await held('rack-sw-1', 'AIOpsRootCause')).toEqual([]), {
      timeout: 20_000,
      interval: 500,
    });
    await own().sink.deliver(delivery('i-2', 2, { status: 'resolved' }), never);
  });

  test('the re-post adds the cause and nothing else, and leaves what has ended alone', async () => {
    await ledger.take(delivery('i-3', 1));
    const repost = createRepost({
      api,
      book,
      resolver: () => createEntityResolver([]),
      now: Date.now,
      logger,
    });
    const fires = child('server-1', { labels: { ...child('server-1').labels, alertname: 'Fires' } });
    const ended = child('server-2', {
      labels: { ...child('server-2').labels, alertname: 'Ends' },
      endsAt: new Date(Date.now() + 11_500).toISOString(),
    });
    await api.post([fires, ended], never);
    const settled = async () => (await held('server-1', 'Fires'))[0]?.status.state === 'active';
    await vi.waitFor(async () => expect(await settled()).toBe(true), { timeout: 20_000 });
    await api.post([{ ...ended, endsAt: new Date().toISOString() }], never);
    await repost.round(never);
    const [after] = await held('server-1', 'Fires');
    expect(after).toMatchObject({
      labels: fires.labels,
      annotations: { summary: 'slow', aiops_incident_id: 'i-3', aiops_root_cause: 'rack-sw-1' },
      startsAt: fires.startsAt,
      endsAt: fires.endsAt,
    });
    expect(await held('server-2', 'Ends')).toEqual([]);
    await api.post([fires], never);
    await repost.round(never);
    expect((await held('server-1', 'Fires'))[0]?.annotations).toMatchObject({ aiops_incident_id: 'i-3' });
  });
});
