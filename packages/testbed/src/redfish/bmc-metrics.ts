import type { BmcClient, Json } from './bmc-client.ts';

export interface MetricSample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const help = {
  redfish_health: 'Health of the system: 1 OK, 2 warning, 3 critical',
  redfish_power_state: 'Power of the system: 1 on, 2 off',
  redfish_memory_health: 'Health of a memory module: 1 OK, 2 warning, 3 critical',
  redfish_memory_capacity: 'Size of a memory module in MiB',
  redfish_storage_health: 'Health of a storage controller: 1 OK, 2 warning, 3 critical',
  redfish_drive_health: 'Health of a drive: 1 OK, 2 warning, 3 critical',
  redfish_drive_capacity: 'Size of a drive in MiB',
  redfish_processor_health: 'Health of a processor: 1 OK, 2 warning, 3 critical',
  redfish_bios_version: 'Always 1; the version is a label',
} as const;
type MetricName = keyof typeof help;

/**
 * Reads what the exporter tells of a BMC: its systems with their memory, storage, drives and processors. A part that cannot be
 * read is left out and told to `onMissing`; when the systems cannot be read, this rejects.
 */
export async function bmcMetrics(
  bmc: BmcClient,
  onMissing: (reason: string) => void,
): Promise<MetricSample[]> {
  const root = await bmc.get('/redfish/v1/');
  const samples: MetricSample[] = [];
  for (const system of await bmc.members(root, 'Systems')) {
    samples.push(...systemMetrics(system));
    for (const [part, read] of Object.entries(parts)) {
      try {
        samples.push(...(await read(bmc, system)));
      } catch (error) {
        onMissing(`${part} of system ${idOf(system)}: ${(error as Error).message}`);
      }
    }
  }
  return samples;
}

type ReadPart = (bmc: BmcClient, system: Json) => Promise<MetricSample[]>;

const parts: Readonly<Record<string, ReadPart>> = {
  async memory(bmc, system) {
    const modules = await bmc.members(system, 'Memory');
    return modules.flatMap((module): MetricSample[] => {
      const labels = { system_id: idOf(system), memory_id: idOf(module) };
      return [
        { name: 'redfish_memory_health', labels, value: healthOf(module, isEnabled(module)) },
        { name: 'redfish_memory_capacity', labels, value: Number(module.CapacityMiB ?? 0) },
      ];
    });
  },
  async storage(bmc, system) {
    const stores = await bmc.members(system, 'Storage');
    const samples = stores.map(async (store): Promise<MetricSample[]> => {
      const labels = { system_id: idOf(system), storage_id: idOf(store) };
      const drives = await bmc.linked(store.Drives);
      return [
        { name: 'redfish_storage_health', labels, value: healthOf(store, isEnabled(store)) },
        ...drives.flatMap((drive) => driveMetrics(drive, labels)),
      ];
    });
    return (await Promise.all(samples)).flat();
  },
  async processors(bmc, system) {
    const processors = await bmc.members(system, 'Processors');
    return processors.map((one) => ({
      name: 'redfish_processor_health',
      labels: { system_id: idOf(system), processor_id: idOf(one) },
      value: healthOf(one, isEnabled(one)),
    }));
  },
};

function systemMetrics(system: Json): MetricSample[] {
  const labels = { system_id: idOf(system) };
  const off = ['Off', 'PoweringOff'].includes(String(system.PowerState));
  const version = system.BiosVersion;
  return [
    { name: 'redfish_health', labels, value: healthOf(system, false) },
    { name: 'redfish_power_state', labels, value: off ? 2 : 1 },
    ...(typeof version === 'string' && version !== ''
      ? [{ name: 'redfish_bios_version' as const, labels: { ...labels, version }, value: 1 }]
      : []),
  ];
}

function driveMetrics(drive: Json, store: Readonly<Record<string, string>>): MetricSample[] {
  const labels = { ...store, drive_id: idOf(drive) };
  return [
    { name: 'redfish_drive_health', labels, value: healthOf(drive, drive.FailurePredicted === true) },
    { name: 'redfish_drive_capacity', labels, value: Number(drive.CapacityBytes ?? 0) / 2 ** 20 },
  ];
}

/** What says nothing of its health counts as OK, or as a warning in the cases in which the exporter makes it one. */
function healthOf(resource: Json, warnWhenBlank: boolean): number {
  const health = (resource.Status as Json | null | undefined)?.Health;
  const known = { OK: 1, Warning: 2, Critical: 3 }[String(health)];
  return known ?? (warnWhenBlank ? 2 : 1);
}

function isEnabled(resource: Json): boolean {
  return (resource.Status as Json | null | undefined)?.State === 'Enabled';
}

function idOf(resource: Json): string {
  return String(resource.Id ?? '');
}

/** Samples in Prometheus' text format, by name, all of them gauges. */
export function prometheusText(samples: readonly MetricSample[]): string {
  const names = [...new Set(samples.map(({ name }) => name))].sort();
  return names
    .flatMap((name) => [
      `# HELP ${name} ${help[name]}`,
      `# TYPE ${name} gauge`,
      ...samples.filter((sample) => sample.name === name).map(line),
    ])
    .map((text) => `${text}\n`)
    .join('');
}

function line({ name, labels, value }: MetricSample): string {
  const quoted = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]) => `${key}=${JSON.stringify(text)}`);
  return `${name}{${quoted.join(',')}} ${value}`;
}
