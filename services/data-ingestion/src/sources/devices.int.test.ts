import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TopologyNode, topics } from '@aiops/contracts';
import {
  type RunningServer,
  servers,
  startRedfishEmulator,
  startServer,
  startVictoriaMetrics,
  startVmagent,
  type VictoriaMetricsServer,
} from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { pollWorld } from '../testing/poll-world.ts';

const nodes: TopologyNode[] = [
  { name: 'lab-switch', type: 'switch' },
  { name: 'server-1-bmc', type: 'bmc' },
  { name: 'server-1', type: 'server' },
].map((node) => ({
  ...node,
  id: `urn:aiops:device:${node.type}:lab:${node.name}`,
  kind: 'device',
  site: 'lab',
}));

/** Device → exporter → vmagent → VictoriaMetrics → aiops.metrics, each of them the program that users run or its stand-in. */
describe('what a device says of itself ends on aiops.metrics under its own name', () => {
  const running: RunningServer[] = [];
  const keep = async <Server extends RunningServer>(starting: Promise<Server>): Promise<Server> => {
    const server = await starting;
    running.push(server);
    return server;
  };
  const shared = mkdtempSync(join(tmpdir(), 'aiops-devices-'));
  const start = (name: string) => {
    const definition = servers.find((server) => server.name === name);
    if (definition === undefined) throw new Error(`no server ${name}`);
    return keep(startServer(definition, { shared }));
  };
  const here = (server: RunningServer, port: string) => `127.0.0.1:${server.ports[port]}`;
  let victoriametrics: VictoriaMetricsServer;

  beforeAll(async () => {
    victoriametrics = await keep(startVictoriaMetrics());
    const bmc = await keep(startRedfishEmulator({ shared }));
    const network = await start('snmpd');
    const addresses = {
      'node-exporter:9100': here(await start('node-exporter'), 'http'),
      'snmp-exporter:9116': here(await start('snmp-exporter'), 'http'),
      'redfish-exporter:9096': here(await start('redfish-exporter'), 'http'),
      'victoriametrics:8428': here(victoriametrics, 'http'),
    };
    const target = (address: string, name: string) =>
      `- targets: ['${address}']\n  labels: {device_name: ${name}}\n`;
    await keep(
      startVmagent({
        addresses,
        scrapeInterval: '1s',
        targets: {
          'servers.yml': target('node-exporter:9100', 'server-1'),
          'switches.yml': target(here(network, 'udp'), 'lab-switch'),
          'bmcs.yml': target(here(bmc, 'https'), 'server-1-bmc'),
        },
      }),
    );
  }, 20 * 60_000);
  afterAll(async () => {
    for (const server of running.toReversed()) await server.stop();
    rmSync(shared, { recursive: true, force: true });
  });

  /** What one round of the default queries publishes; the clock is ahead by what VictoriaMetrics is given to settle. */
  async function published() {
    await victoriametrics.flush();
    const { start: startPollers, bus, world } = pollWorld(Date.now() - 60_000, nodes);
    const pollers = startPollers({ victoriametrics_url: victoriametrics.url });
    await pollers.round();
    world.now = Date.now() + 30_000;
    await pollers.round();
    pollers.stop();
    return bus.values(topics.metrics);
  }

  test.each([
    ['interface_in', 'urn:aiops:device:switch:lab:lab-switch'],
    ['interface_down', 'urn:aiops:device:switch:lab:lab-switch'],
    ['redfish_health', 'urn:aiops:device:bmc:lab:server-1-bmc'],
    ['redfish_drive_health', 'urn:aiops:device:bmc:lab:server-1-bmc'],
    ['cpu_usage', 'urn:aiops:device:server:lab:server-1'],
    ['memory_usage', 'urn:aiops:device:server:lab:server-1'],
  ])('%s', async (metric, entity) => {
    const [message] = await vi.waitFor(
      async () => {
        const found = (await published()).filter(({ metric_name: name }) => name === metric);
        expect(found).not.toHaveLength(0);
        return found;
      },
      { timeout: 60_000, interval: 1_000 },
    );
    expect(message).toMatchObject({ entity_id: entity, source: 'victoriametrics' });
  });
});
