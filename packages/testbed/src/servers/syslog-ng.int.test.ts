import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startLoki } from './loki.ts';
import { startPromtail } from './promtail.ts';
import { repositoryFile } from './repository.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { checkSyslogConfiguration, syslogNg } from './syslog-ng.ts';

/** Sends a message as a switch does, in the older format of syslog: facility local7, an error. */
function message(host: string, text: string): string {
  const [, day, month, , time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date().toUTCString()) ?? [];
  return `<187>${month} ${String(Number(day)).padStart(2, ' ')} ${time} ${host} %LINK-3-UPDOWN: ${text}\n`;
}

describe('the log of a network device', () => {
  const shared = mkdtempSync(join(tmpdir(), 'aiops-shared-'));
  const logs = join(shared, 'network-device-logs');
  let syslog: RunningServer;
  beforeAll(async () => {
    syslog = await startServer(syslogNg, { shared });
  }, 10 * 60_000);
  afterAll(async () => {
    await syslog?.stop();
    rmSync(shared, { recursive: true, force: true });
  });

  const port = () => syslog.ports.udp ?? 0;
  const sendUdp = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.send(text, port(), '127.0.0.1', (error) => {
        socket.close();
        if (error === null) resolve();
        else reject(error);
      });
    });
  const sendTcp = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port(), '127.0.0.1', () => socket.end(text, () => resolve()));
      socket.once('error', reject);
    });
  const written = () =>
    readdirSync(logs, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(logs, name), 'utf8'))
      .join('');

  test('is written to the shared folder with its device, by UDP and by TCP', async () => {
    await sendUdp(message('core-sw-1', 'Interface Ethernet7, changed state to down'));
    await sendTcp(message('core-sw-2', 'Interface Ethernet8, changed state to up'));
    await vi.waitFor(
      () => {
        expect(written()).toMatch(/core-sw-1.*Interface Ethernet7, changed state to down/);
        expect(written()).toMatch(/core-sw-2.*Interface Ethernet8, changed state to up/);
      },
      { timeout: 20_000 },
    );
  });

  test(
    'reaches Loki through promtail',
    async () => {
      const loki = await startLoki();
      const promtail = await startPromtail({
        shared,
        addresses: { 'loki:3100': `127.0.0.1:${loki.ports.http}` },
      });
      try {
        await sendUdp(message('rack-sw-1', 'Interface Ethernet9, changed state to down'));
        const query = new URLSearchParams({ query: '{job=~".+"} |= "Ethernet9"', since: '1h' });
        await vi.waitFor(
          async () => {
            const response = await fetch(`${loki.url}/loki/api/v1/query_range?${query}`);
            expect(await response.text()).toContain('Interface Ethernet9, changed state to down');
          },
          { timeout: 40_000, interval: 500 },
        );
      } finally {
        await promtail.stop();
        await loki.stop();
      }
    },
    90 * 60_000,
  );

  test('is taken by a configuration that syslog-ng accepts', async () => {
    await checkSyslogConfiguration(repositoryFile('config/syslog-ng/syslog-ng.conf'));
    await expect(checkSyslogConfiguration(repositoryFile('config/aiops.yml'))).rejects.toThrow(
      /syntax error|version/i,
    );
  });
});
