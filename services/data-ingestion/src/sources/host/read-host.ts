import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import type { HostReading } from './host-samples.ts';
import { type CpuTimes, type MemoryUse, parseLoadavg, parseMeminfo, parseNetDev, parseStat } from './proc.ts';

/** Looks at this host: `/proc` where there is one, else what Node's os module knows (no network, swap or I/O wait). */
export async function readHost(now: number): Promise<HostReading> {
  const [stat, meminfo, netDev, loadavg, disk] = await Promise.all([
    fileText('/proc/stat'),
    fileText('/proc/meminfo'),
    fileText('/proc/net/dev'),
    fileText('/proc/loadavg'),
    diskUse('/'),
  ]);
  return {
    at: now,
    cpu: (stat === undefined ? undefined : parseStat(stat)) ?? cpuOfOs(),
    memory: (meminfo === undefined ? undefined : parseMeminfo(meminfo)) ?? memoryOfOs(),
    network: netDev === undefined ? undefined : parseNetDev(netDev),
    disk,
    load: loadavg === undefined ? os.loadavg()[0] : parseLoadavg(loadavg),
  };
}

function fileText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** As `df` counts: blocks kept for root are neither used nor available. */
async function diskUse(path: string): Promise<number | undefined> {
  const stats = await statfs(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  const used = stats.blocks - stats.bfree;
  const usable = used + stats.bavail;
  return usable === 0 ? undefined : (100 * used) / usable;
}

function cpuOfOs(): CpuTimes {
  const times = os.cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, cpu) => sum + cpu.idle, 0);
  const total = times.reduce((sum, cpu) => sum + cpu.user + cpu.nice + cpu.sys + cpu.irq + cpu.idle, 0);
  return { total, idle, iowait: 0 };
}

function memoryOfOs(): MemoryUse {
  const total = os.totalmem();
  return { memory: (100 * (total - os.freemem())) / total, swap: undefined };
}
