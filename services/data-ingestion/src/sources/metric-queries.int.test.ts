import { configSchema } from '@aiops/config';
import { type TopologyNode, topics } from '@aiops/contracts';
import { type ImportedSeries, startVictoriaMetrics } from '@aiops/testbed';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pollWorld } from '../testing/poll-world.ts';

const queries = configSchema.parse({}).data_ingestion.metrics.queries;
/** Twenty minutes ago, at a full minute. */
const BEGIN = Math.floor(Date.now() / 60_000 - 20) * 60_000;
const END = BEGIN + 600_000;

let server: Awaited<ReturnType<typeof startVictoriaMetrics>>;
beforeAll(async () => {
  server = await startVictoriaMetrics();
  await server.import(...everything);
});
afterAll(() => server?.stop());

const nodes: TopologyNode[] = [
  { name: 'server-1', host: 'server-1.lab.example', ip: '192.0.2.101', type: 'server' },
  { name: 'core-sw-1', host: 'core-sw-1.lab.example', ip: '192.0.2.1', type: 'switch' },
  { name: 'server-1-bmc', host: 'server-1-bmc.lab.example', ip: '192.0.2.201', type: 'bmc' },
].map((node) => ({
  ...node,
  id: `urn:aiops:device:${node.type}:lab:${node.name}`,
  kind: 'device',
  site: 'lab',
}));

/** Labels as config/vmagent gives them to its targets. */
const host = {
  job: 'node',
  instance: 'server-1.lab.example:9100',
  device_name: 'server-1',
  device_type: 'server',
  device_tier: 'compute',
  location: 'Room 1',
};
/** An address alone names the device as well. */
const port = {
  job: 'snmp',
  instance: '192.0.2.1',
  ifIndex: '7',
  ifDescr: 'eth7',
  ifName: 'Eth7',
  ifAlias: 'to rack 3',
};
const bmc = { job: 'redfish', instance: 'https://192.0.2.201', device_type: 'bmc' };

const timestamps = Array.from({ length: 41 }, (_, i) => BEGIN + i * 15_000);

const gauge = (metric: Record<string, string>, value: number): ImportedSeries => ({
  metric,
  timestamps,
  values: timestamps.map(() => value),
});
const counter = (metric: Record<string, string>, perSecond: number): ImportedSeries => ({
  metric,
  timestamps,
  values: timestamps.map((at) => Math.round((at - BEGIN) * perSecond) / 1000),
});
const named = (name: string, labels: Record<string, string>) => ({ __name__: name, ...labels });

const everything: ImportedSeries[] = [
  ...['0', '1'].flatMap((cpu) =>
    (
      [
        ['idle', 0.7],
        ['iowait', 0.1],
        ['user', 0.2],
      ] as const
    ).map(([mode, rate]) => counter(named('node_cpu_seconds_total', { ...host, cpu, mode }), rate)),
  ),
  gauge(named('node_memory_MemTotal_bytes', host), 1000),
  gauge(named('node_memory_MemAvailable_bytes', host), 250),
  gauge(named('node_memory_SwapTotal_bytes', host), 400),
  gauge(named('node_memory_SwapFree_bytes', host), 300),
  ...(
    [
      ['/', '/dev/sda1', 'ext4', [100, 20, 15]],
      ['/run', 'tmpfs', 'tmpfs', [100, 1, 1]],
    ] as const
  ).flatMap(([mountpoint, device, fstype, [size, free, avail]]) => {
    const labels = { ...host, mountpoint, device, fstype };
    return [
      gauge(named('node_filesystem_size_bytes', labels), size),
      gauge(named('node_filesystem_free_bytes', labels), free),
      gauge(named('node_filesystem_avail_bytes', labels), avail),
    ];
  }),
  ...['eth0', 'eth1', 'lo', 'docker0', 'bond0'].flatMap((device) => [
    counter(named('node_network_receive_bytes_total', { ...host, device }), 1000),
    counter(named('node_network_transmit_bytes_total', { ...host, device }), 500),
  ]),
  gauge(named('node_load1', host), 1.5),
  counter(named('ifHCOutOctets', port), 4000),
  counter(named('ifHCInOctets', port), 8000),
  counter(named('ifInErrors', port), 0.5),
  counter(named('ifOutErrors', port), 0.25),
  counter(named('ifInDiscards', port), 2),
  counter(named('ifOutDiscards', port), 1),
  gauge(named('ifAdminStatus', port), 1),
  gauge(named('ifOperStatus', port), 2),
  gauge(named('ifAdminStatus', { ...port, ifIndex: '8', ifName: 'Eth8' }), 2),
  gauge(named('ifOperStatus', { ...port, ifIndex: '8', ifName: 'Eth8' }), 2),
  gauge(named('redfish_health', { ...bmc, system_id: '1' }), 2),
  gauge(named('redfish_power_state', { ...bmc, system_id: '1' }), 1),
  gauge(named('redfish_memory_health', { ...bmc, memory_id: 'A1' }), 1),
  gauge(named('redfish_processor_health', { ...bmc, processor_id: 'CPU1' }), 1),
  gauge(named('redfish_storage_health', { ...bmc, storage_id: 'RAID' }), 1),
  gauge(named('redfish_drive_health', { ...bmc, storage_id: 'RAID', drive_id: '0' }), 3),
  gauge(named('redfish_system_storage_drive_health_state', { ...bmc, name: 'drive', drive: '1' }), 2),
  gauge(named('redfish_chassis_temperature_celsius', { ...bmc, sensor: 'Inlet' }), 24),
  gauge(named('redfish_chassis_fan_rpm_percentage', { ...bmc, fan: '1' }), 40),
];

const SERVER = 'urn:aiops:device:server:lab:server-1';
const SWITCH = 'urn:aiops:device:switch:lab:core-sw-1';
const BMC = 'urn:aiops:device:bmc:lab:server-1-bmc';

/** Entity and value of each series that a query answers with. */
const expected: Record<keyof typeof queries, [entity: string, value: number][]> = {
  cpu_usage: [[SERVER, 20]],
  memory_usage: [[SERVER, 75]],
  swap_usage: [[SERVER, 25]],
  disk_usage: [[SERVER, (100 * 80) / 95]],
  disk_iowait: [[SERVER, 10]],
  network_in: [[SERVER, 2000]],
  network_out: [[SERVER, 1000]],
  load_average: [[SERVER, 1.5]],
  interface_in: [[SWITCH, 8000]],
  interface_out: [[SWITCH, 4000]],
  interface_errors: [[SWITCH, 0.75]],
  interface_discards: [[SWITCH, 3]],
  interface_down: [
    [SWITCH, 0],
    [SWITCH, 1],
  ],
  redfish_health: [[BMC, 2]],
  redfish_power_state: [[BMC, 1]],
  redfish_memory_health: [[BMC, 1]],
  redfish_processor_health: [[BMC, 1]],
  redfish_storage_health: [[BMC, 1]],
  redfish_drive_health: [
    [BMC, 2],
    [BMC, 3],
  ],
  redfish_temperature: [[BMC, 24]],
  redfish_fan_speed: [[BMC, 40]],
};

describe('the metric queries that are asked unless the file says otherwise', () => {
  test('each have an expectation here', () => {
    expect(Object.keys(expected).sort()).toEqual(Object.keys(queries).sort());
  });

  test.each(Object.entries(queries))(
    '%s gives the right values for the right entity',
    async (name, promql) => {
      const { start, bus } = pollWorld(END, nodes);
      const pollers = start({ victoriametrics_url: server.url, metrics: { queries: { [name]: promql } } });
      await pollers.round();
      expect(pollers.health()).toEqual([{ up: true }]);
      pollers.stop();
      const found = bus
        .values(topics.metrics)
        .flatMap(({ entity_id: entity, values }) =>
          (values as [number, number][]).map(([, value]): [string, number] => [String(entity), value]),
        );
      const order = ([a, v]: [string, number], [b, w]: [string, number]) => (a < b ? -1 : a > b ? 1 : v - w);
      // Two samples of each series lie in the first window.
      const twice = (expected[name] ?? []).flatMap((one) => [one, one]);
      expect(found.sort(order)).toEqual(twice.map(([entity, value]) => [entity, expect.closeTo(value, 6)]));
    },
  );

  test('leave no label that names another entity, or that people change', async () => {
    const { start, bus } = pollWorld(END, nodes);
    const pollers = start({ victoriametrics_url: server.url });
    await pollers.round();
    pollers.stop();
    const labels = bus.values(topics.metrics).flatMap((value) => Object.keys(value.labels as object));
    expect(labels).not.toContain('ifAlias');
    expect(labels).not.toContain('device');
    expect(bus.values(topics.metrics)).toContainEqual(
      expect.objectContaining({ metric_name: 'cpu_usage', labels: { ...host } }),
    );
  });
});
