import { createSocket } from 'node:dgram';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startLoki } from '../servers/loki.ts';
import { startPromtail } from '../servers/promtail.ts';
import { type RunningServer, startServer } from '../servers/start-server.ts';
import { syslogNg } from '../servers/syslog-ng.ts';

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string])[];
}

/** What network devices send, through syslog-ng, promtail and Loki on the files of this project. */
describe('a syslog message of a network device', () => {
  let shared: string;
  let loki: Awaited<ReturnType<typeof startLoki>>;
  const servers: RunningServer[] = [];
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'aiops-device-logs-'));
    loki = await startLoki();
    servers.push(loki);
    const addresses = { 'loki:3100': `127.0.0.1:${loki.ports.http}` };
    servers.push(await startPromtail({ shared, addresses }));
    servers.push(await startServer(syslogNg, { shared }));
  }, 90 * 60_000);
  afterAll(async () => {
    for (const server of servers.reverse()) await server.stop();
    rmSync(shared, { recursive: true, force: true });
  });

  const send = (text: string | Buffer) =>
    new Promise<void>((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.send(text, servers.at(-1)?.ports.udp ?? 0, '127.0.0.1', (error) => {
        socket.close();
        if (error === null) resolve();
        else reject(error);
      });
    });
  const folder = () => join(shared, 'network-device-logs');
  const files = () =>
    readdirSync(shared, { recursive: true, encoding: 'utf8' }).filter((name) => /\.log$/.test(name));
  const linesOf = (name: string) => readFileSync(join(folder(), name), 'utf8').trimEnd().split('\n');
  const streams = async (text: string): Promise<readonly Stream[]> => {
    const query = new URLSearchParams({ query: `{job="network-devices"} |= "${text}"`, since: '1h' });
    const response = await fetch(`${loki.url}/loki/api/v1/query_range?${query}`);
    return ((await response.json()) as { data: { result: Stream[] } }).data.result;
  };

  test.each([
    [
      'RFC 3164',
      '<187>Nov 22 10:00:00 rack-sw-1 IFMGR[12]: port 49 went down',
      'rack-sw-1',
      'err',
      'IFMGR: port 49 went down',
    ],
    [
      'RFC 5424',
      '<34>1 2026-11-22T10:00:00Z core-sw-2.lab.example bgpd 77 ID1 - peer 7 lost',
      'core-sw-2.lab.example',
      'crit',
      'bgpd: peer 7 lost',
    ],
  ])(
    'of %s is found by its device and severity, and by no name that is none',
    async (_, sent, host, severity, line) => {
      await send(sent);
      const found = await vi.waitFor(
        async () => {
          const result = await streams(line);
          expect(result).toHaveLength(1);
          return result[0];
        },
        { timeout: 40_000, interval: 500 },
      );
      expect(found?.values.map(([, text]) => text)).toEqual([line]);
      // `service_name` would be taken for the name of a service; `filename` would say the host once more.
      expect(Object.keys(found?.stream ?? {}).sort()).toEqual(
        ['detected_level', 'facility', 'host', 'job', 'severity'].sort(),
      );
      expect(found?.stream).toMatchObject({ host, severity });
    },
  );

  test('of a made-up sender stays in the folder', async () => {
    await send('<187>Nov 22 10:00:00 ../../outside p: climbs');
    await send('<187>Nov 22 10:00:00 .. p: hides');
    await send(`<187>Nov 22 10:00:00 ${'x'.repeat(200)} p: is long`);
    await vi.waitFor(() => expect(linesOf(`${'x'.repeat(63)}.log`)).toHaveLength(1), { timeout: 20_000 });
    const names = files();
    expect(
      names.every((name) => /^network-device-logs\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,62}\.log$/.test(name)),
      String(names),
    ).toBe(true);
  });

  test('is one line, whatever is in it: nobody writes in the name of another', async () => {
    await send(
      '<187>Nov 22 10:00:00 sw-9 p: first\n2026-11-22T10:00:00.000+00:00 core-sw-1 local7.emerg x: forged',
    );
    await send(Buffer.from('<187>Nov 22 10:00:00 sw-9 p: with\x00zero\x1b[31m\r\nand more', 'latin1'));
    await vi.waitFor(() => expect(linesOf('sw-9.log')).toHaveLength(2), { timeout: 20_000 });
    expect(linesOf('sw-9.log').every((line) => / sw-9 local7\.err p: [\x20-\x7e]+$/.test(line))).toBe(true);
    expect(files()).not.toContain('network-device-logs/core-sw-1.log');
  });
});
