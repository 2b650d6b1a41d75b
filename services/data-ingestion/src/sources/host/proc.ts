/** CPU time of all cores since boot, in ticks. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  readonly iowait: number;
}

/** Bytes through all network interfaces since boot. */
export interface NetworkBytes {
  readonly received: number;
  readonly sent: number;
}

/** Used share of memory and of swap, in percent. Swap is absent where there is none. */
export interface MemoryUse {
  readonly memory: number;
  readonly swap: number | undefined;
}

/** Interfaces whose traffic is either internal or counted a second time by the physical one below them. */
const VIRTUAL_INTERFACE = /^(lo|veth|docker|br-|virbr|cni|flannel|cali|tun|tap|dummy|bond)/;

/** The first line of `/proc/stat`, or undefined when it is not there. */
export function parseStat(text: string): CpuTimes | undefined {
  const line = /^cpu\s+(.+)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  // guest and guest_nice, the last two, are already part of user and nice.
  const ticks = line.trim().split(/\s+/).slice(0, 8).map(Number);
  const [, , , idle = 0, iowait = 0] = ticks;
  return { total: ticks.reduce((sum, tick) => sum + tick, 0), idle: idle + iowait, iowait };
}

/** `/proc/meminfo`, or undefined when it lacks what is needed. */
export function parseMeminfo(text: string): MemoryUse | undefined {
  const kib = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text);
    return match === null ? undefined : Number(match[1]);
  };
  const total = kib('MemTotal');
  const available = kib('MemAvailable');
  if (total === undefined || available === undefined || total === 0) return undefined;
  const swapTotal = kib('SwapTotal') ?? 0;
  const swapFree = kib('SwapFree') ?? 0;
  return {
    memory: percent(total - available, total),
    swap: swapTotal === 0 ? undefined : percent(swapTotal - swapFree, swapTotal),
  };
}

/** `/proc/net/dev`, summed over the interfaces that reach other machines. */
export function parseNetDev(text: string): NetworkBytes {
  let received = 0;
  let sent = 0;
  for (const [, name = '', counters = ''] of text.matchAll(/^\s*([^\s:|]+):\s*(.+)$/gm)) {
    if (VIRTUAL_INTERFACE.test(name)) continue;
    const columns = counters.trim().split(/\s+/).map(Number);
    received += columns[0] ?? 0;
    sent += columns[8] ?? 0;
  }
  return { received, sent };
}

/** The one-minute load average of `/proc/loadavg`, or undefined. */
export function parseLoadavg(text: string): number | undefined {
  const load = Number.parseFloat(text);
  return Number.isFinite(load) ? load : undefined;
}

function percent(part: number, whole: number): number {
  return (100 * part) / whole;
}
