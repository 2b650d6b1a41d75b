import type { CpuTimes, MemoryUse, NetworkBytes } from './proc.ts';

/** What one look at the host gave. A part that could not be read is undefined. */
export interface HostReading {
  /** When (epoch ms). */
  readonly at: number;
  readonly cpu: CpuTimes | undefined;
  readonly memory: MemoryUse | undefined;
  readonly network: NetworkBytes | undefined;
  /** Used share of the root file system, in percent. */
  readonly disk: number | undefined;
  readonly load: number | undefined;
}

/** Metric name → value: percent, bytes per second, or load. */
export type HostSamples = Readonly<Record<string, number>>;

/**
 * The samples that a reading gives. Counters become rates against the reading before: without one, or after a counter
 * was reset or time did not pass, there is no rate, and none is made up.
 */
export function hostSamples(reading: HostReading, before: HostReading | undefined): HostSamples {
  const samples: Record<string, number | undefined> = {
    memory_usage: reading.memory?.memory,
    swap_usage: reading.memory?.swap,
    disk_usage: reading.disk,
    load_average: reading.load,
    ...cpuShares(reading.cpu, before?.cpu),
    ...networkRates(reading, before),
  };
  return Object.fromEntries(
    Object.entries(samples).filter(
      (entry): entry is [string, number] => entry[1] !== undefined && Number.isFinite(entry[1]),
    ),
  );
}

function cpuShares(cpu: CpuTimes | undefined, before: CpuTimes | undefined) {
  if (cpu === undefined || before === undefined) return {};
  const total = cpu.total - before.total;
  const idle = cpu.idle - before.idle;
  const iowait = cpu.iowait - before.iowait;
  // Linux may let idle and iowait fall a little between two readings; a fall of the total is a reset.
  if (total <= 0 || idle < 0 || iowait < 0) return {};
  return { cpu_usage: (100 * Math.max(0, total - idle)) / total, disk_iowait: (100 * iowait) / total };
}

function networkRates(reading: HostReading, before: HostReading | undefined) {
  if (reading.network === undefined || before?.network === undefined) return {};
  const seconds = (reading.at - before.at) / 1000;
  const received = reading.network.received - before.network.received;
  const sent = reading.network.sent - before.network.sent;
  if (seconds <= 0 || received < 0 || sent < 0) return {};
  return { network_in: received / seconds, network_out: sent / seconds };
}
