import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { blackboxExporter, checkBlackboxConfiguration } from './blackbox-exporter.ts';
import type { ServerDefinition } from './definition.ts';
import { nodeExporter } from './node-exporter.ts';
import { emulatedSystem, startRedfishEmulator } from './redfish-emulator.ts';
import { redfishExporter } from './redfish-exporter.ts';
import { repositoryFile } from './repository.ts';
import { snmpExporter } from './snmp-exporter.ts';
import { agentName, snmpd } from './snmpd.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { type InstantSample, startVictoriaMetrics, type VictoriaMetricsServer } from './victoriametrics.ts';
import { checkScrapeJobs, startVmagent } from './vmagent.ts';

/** Devices → exporters → vmagent on the scrape jobs of this project → VictoriaMetrics. */
describe('what exporters tell reaches VictoriaMetrics', () => {
  const running: RunningServer[] = [];
  const keep = async <Server extends RunningServer>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    running.push(server);
    return server;
  };
  const shared = mkdtempSync(join(tmpdir(), 'aiops-shared-'));
  const start = (definition: ServerDefinition) => keep(startServer(definition, { shared }));
  const here = (server: RunningServer, port = 'http') => `127.0.0.1:${server.ports[port]}`;
  let metrics: VictoriaMetricsServer;
  let emulator: Awaited<ReturnType<typeof startRedfishEmulator>>;
  let device: RunningServer;

  beforeAll(async () => {
    metrics = await keep(startVictoriaMetrics());
    emulator = await keep(startRedfishEmulator({ shared }));
    device = await start(snmpd);
    const exporters = {
      'node-exporter:9100': await start(nodeExporter),
      'snmp-exporter:9116': await start(snmpExporter),
      'blackbox-exporter:9115': await start(blackboxExporter),
      'redfish-exporter:9096': await start(redfishExporter),
      'victoriametrics:8428': metrics,
    };
    const target = (address: string, name: string) =>
      `- targets: ['${address}']\n  labels: {device_name: ${name}}\n`;
    await keep(
      startVmagent({
        addresses: Object.fromEntries(
          Object.entries(exporters).map(([name, server]) => [name, here(server)]),
        ),
        scrapeInterval: '1s',
        targets: {
          'servers.yml': target('node-exporter:9100', 'server-1'),
          'switches.yml': target(here(device, 'udp'), agentName),
          'bmcs.yml': target(here(emulator, 'https'), 'server-1-bmc'),
          'websites.yml': target(`${metrics.url}/health`, 'victoriametrics'),
        },
      }),
    );
  }, 20 * 60_000);
  afterAll(async () => {
    for (const server of running.toReversed()) await server.stop();
    rmSync(shared, { recursive: true, force: true });
  });

  /** The series of a query once there are some. */
  const found = (query: string): Promise<InstantSample[]> =>
    vi.waitFor(
      async () => {
        await metrics.flush();
        const samples = await metrics.query(query);
        expect(samples, query).not.toHaveLength(0);
        return samples;
      },
      { timeout: 45_000, interval: 500 },
    );

  test('a device by SNMP: counters and states of its interfaces, by name', async () => {
    const [loopback] = await found('ifHCInOctets{ifName="lo"}');
    expect(loopback?.metric).toMatchObject({
      job: 'snmp',
      instance: here(device, 'udp'),
      device_name: agentName,
      ifDescr: 'lo',
      ifIndex: '1',
    });
    expect(loopback?.value).toBeGreaterThan(0);
    expect((await found('ifOperStatus{ifName="lo"}')).map(({ value }) => value)).toEqual([1]);
    for (const name of ['ifHCOutOctets', 'ifAdminStatus', 'ifInErrors', 'ifOutErrors', 'ifHighSpeed'])
      expect((await found(`${name}{ifName="lo"}`)).length).toBe(1);
    expect((await found('sysUpTime')).length).toBe(1);
  });

  test('a BMC by Redfish: health and power', async () => {
    const [health] = await found('redfish_health');
    expect(health).toMatchObject({
      value: 1,
      metric: {
        job: 'redfish',
        instance: here(emulator, 'https'),
        device_name: 'server-1-bmc',
        system_id: emulatedSystem,
      },
    });
    expect((await found('redfish_power_state')).map(({ value }) => value)).toEqual([1]);
    expect(await found('redfish_drive_health')).toHaveLength(2);
    await emulator.turn('ForceOff');
    await found('redfish_power_state == 2');
  });

  test('this host: CPU time by mode', async () => {
    const modes = (await found('node_cpu_seconds_total{cpu="0"}')).map(({ metric }) => metric.mode);
    expect(modes).toEqual(expect.arrayContaining(['idle', 'user', 'system', 'iowait']));
    expect((await found('node_memory_MemAvailable_bytes'))[0]?.value).toBeGreaterThan(0);
  });

  test('a probed endpoint', async () => {
    const [probe] = await found('probe_success{job="blackbox-http"}');
    expect(probe).toMatchObject({ value: 1, metric: { instance: `${metrics.url}/health` } });
  });

  test('a BMC that does not answer is a target that is down, with no health', async () => {
    await emulator.kill();
    await found('up{job="redfish"} == 0');
    const now = (await metrics.query('redfish_health')).length;
    await emulator.restart();
    await found('up{job="redfish"} == 1');
    expect(now).toBe(0);
  });

  test('the exporters and vmagent accept their configuration', async () => {
    await checkBlackboxConfiguration(repositoryFile('config/blackbox-exporter/blackbox.yml'));
    await checkScrapeJobs(repositoryFile('config/vmagent/vmagent.yml'));
    await expect(checkScrapeJobs(repositoryFile('config/aiops.yml'))).rejects.toThrow(/vmagent failed/);
  });
});
