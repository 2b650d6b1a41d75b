import { mkdtempSync, rmSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  type AlertmanagerServer,
  freePort,
  isPortOpen,
  type RunningProcess,
  startAlertmanager,
  startHaproxy,
  startProcess,
  startVictoriaMetrics,
  startVmalert,
  type VictoriaMetricsServer,
} from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

type Fault = 'none' | 'silent' | 'status 500' | 'half-open' | 'accepts, then breaks off';

/** Stands between everybody and Alertmanager, and can be made to misbehave. */
async function misbehaving(target: number) {
  const faulty = { fault: 'none' as Fault, port: 0, close: () => {} };
  const server = createServer((request, response) => {
    const { fault } = faulty;
    if (fault === 'silent') return;
    if (fault === 'half-open') return void request.socket.destroy();
    if (fault === 'status 500') return void response.writeHead(500).end('out of order');
    const { method, url, headers } = request;
    const onward = ask({ port: target, method, path: url, headers }, (answer) => {
      if (fault !== 'none') return void request.socket.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  faulty.port = (server.address() as AddressInfo).port;
  faulty.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return faulty;
}

const ours = { aiops_incident_id: 'i-1', aiops_root_cause: 'rack-sw-1', aiops_confidence: '0.87' };

/** vmalert → haproxy → the proxy in a process of its own, or past it → Alertmanager, all of them real. */
describe('alerts on their way to Alertmanager', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aiops-alert-flow-'));
  let alertmanager: AlertmanagerServer;
  let metrics: VictoriaMetricsServer;
  let gateway: Awaited<ReturnType<typeof startHaproxy>>;
  let vmalert: Awaited<ReturnType<typeof startVmalert>>;
  let faulty: Awaited<ReturnType<typeof misbehaving>>;
  let proxy: RunningProcess;
  let proxyPort: number;
  const startProxy = async () => {
    const main = fileURLToPath(new URL('../../testing/proxy-process.ts', import.meta.url));
    proxy = await startProcess({
      name: 'proxy',
      command: process.execPath,
      args: ['--conditions=@aiops/source', '--import', 'tsx', main],
      env: { PORT: String(proxyPort), UPSTREAM: `http://127.0.0.1:${faulty.port}` },
      logFile: join(folder, 'proxy.log'),
      ready: () => isPortOpen(proxyPort),
    });
    // The gateway asks every 2 s whether it is there.
    await vi.waitFor(async () => expect((await send([one('probe', 0)])).annotated).toBe(true), {
      timeout: 20_000,
      interval: 500,
    });
  };
  const one = (name: string, number: number, minutes = 5) => ({
    labels: { alertname: name, number: String(number), device_name: 'server-1', site: 'lab' },
    annotations: { summary: `alert ${number}` },
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    endsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
    generatorURL: `http://vmalert:8880/${number}`,
  });
  const send = async (alerts: readonly ReturnType<typeof one>[]) => {
    const began = Date.now();
    const body = JSON.stringify(alerts);
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${gateway.url}/api/v2/alerts`, { method: 'POST', body, headers });
    const took = Date.now() - began;
    const held = status === 200 ? await heldOf(alerts[0]?.labels.alertname ?? '') : [];
    const last = held.find(({ labels }) => labels.number === alerts.at(-1)?.labels.number);
    return { status, took, annotated: last?.annotations.aiops_incident_id === 'i-1' };
  };
  const heldOf = async (name: string) =>
    (await alertmanager.alerts()).filter(({ labels }) => labels.alertname === name);
  /** Sends 1,000 alerts in 20 requests, and does something when half of them are sent. */
  const sendThousand = async (name: string, halfWay: () => void | Promise<void> = () => {}) => {
    const told: Awaited<ReturnType<typeof send>>[] = [];
    for (let part = 0; part < 20; part += 1) {
      if (part === 10) await halfWay();
      told.push(await send(Array.from({ length: 50 }, (_, index) => one(name, part * 50 + index))));
    }
    return told;
  };

  beforeAll(async () => {
    alertmanager = await startAlertmanager();
    faulty = await misbehaving(alertmanager.ports.http ?? 0);
    proxyPort = await freePort();
    gateway = await startHaproxy({
      addresses: {
        'alertmanager:9093': `127.0.0.1:${faulty.port}`,
        'insights-action:9097': `127.0.0.1:${proxyPort}`,
      },
    });
    await startProxy();
  }, 10 * 60_000);
  afterAll(async () => {
    for (const server of [vmalert, metrics, gateway, proxy, alertmanager]) await server?.stop();
    faulty?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('1,000 arrive with their labels and with the cause among their annotations', async () => {
    const told = await sendThousand('Thousand');
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    const held = await heldOf('Thousand');
    expect(held).toHaveLength(1_000);
    for (const { labels, annotations } of held) {
      expect(labels).toEqual(one('Thousand', Number(labels.number)).labels);
      expect(annotations).toEqual({ summary: `alert ${labels.number}`, ...ours });
    }
  });

  test('none is lost when the proxy is killed in the middle', async () => {
    const told = await sendThousand('Killed', () => void process.kill(proxy.pid, 'SIGKILL'));
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await heldOf('Killed')).toHaveLength(1_000);
    expect(told.slice(0, 10).every(({ annotated }) => annotated)).toBe(true);
    expect(told.slice(11).some(({ annotated }) => annotated)).toBe(false);
    await startProxy();
  });

  test('none is lost when the proxy hangs, and what it held back revives nothing afterwards', async () => {
    const told = await sendThousand('Hung', () => void process.kill(proxy.pid, 'SIGSTOP'));
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await heldOf('Hung')).toHaveLength(1_000);
    const slowest = Math.max(...told.map(({ took }) => took));
    expect(slowest).toBeGreaterThan(1_900);
    expect(slowest).toBeLessThan(5_000);
    process.kill(proxy.pid, 'SIGCONT');
    await vi.waitFor(async () => expect((await send([one('probe', 1)])).annotated).toBe(true), {
      timeout: 20_000,
      interval: 500,
    });
    process.kill(proxy.pid, 'SIGSTOP');
    expect((await send([one('Ended', 1)])).status).toBe(200);
    expect((await send([one('Ended', 1, -0.05)])).status).toBe(200);
    expect(await heldOf('Ended')).toEqual([]);
    process.kill(proxy.pid, 'SIGCONT');
    await delay(3_000);
    expect(await heldOf('Ended')).toEqual([]);
  });

  test('those of vmalert get the cause, end when the rule says so, and survive an Alertmanager that misbehaves', async () => {
    metrics = await startVictoriaMetrics();
    vmalert = await startVmalert({
      impatient: true,
      rules: {
        'faults.yml':
          'groups:\n  - name: faults\n    interval: 1s\n    rules:\n      - alert: Fault\n        expr: last_over_time(fault[5m]) > 0\n        annotations: {summary: "{{ $labels.number }}"}\n',
      },
      addresses: {
        'victoriametrics:8428': `127.0.0.1:${metrics.ports.http}`,
        'alertmanager-gateway:9094': `127.0.0.1:${gateway.ports.http}`,
      },
    });
    const series = (from: number, to: number, value: number) =>
      metrics.importText(
        Array.from(
          { length: to - from },
          (_, index) => `fault{device_name="server-1",site="lab",number="${from + index}"} ${value}\n`,
        ).join(''),
      );
    const faults: readonly Fault[] = ['silent', 'status 500', 'half-open', 'accepts, then breaks off'];
    for (const [index, fault] of faults.entries()) {
      faulty.fault = fault;
      await series(index * 25, index * 25 + 25, 1);
      await delay(3_000);
    }
    faulty.fault = 'none';
    await vi.waitFor(
      async () => {
        const held = await heldOf('Fault');
        expect(held).toHaveLength(100);
        for (const { annotations } of held) expect(annotations).toMatchObject(ours);
      },
      { timeout: 60_000, interval: 1_000 },
    );
    await series(0, 100, 0);
    await vi.waitFor(async () => expect(await heldOf('Fault')).toEqual([]), {
      timeout: 60_000,
      interval: 500,
    });
    await delay(3_000);
    expect(await heldOf('Fault')).toEqual([]);
  }, 180_000);
});
