import { describe, expect, test } from 'vitest';
import { type HostReading, hostSamples } from './host-samples.ts';
import { parseLoadavg, parseMeminfo, parseNetDev, parseStat } from './proc.ts';

const STAT = `cpu  100 0 50 800 40 5 5 0 30 0
cpu0 50 0 25 400 20 2 3 0 15 0
intr 1
`;
const MEMINFO = `MemTotal:       16000 kB
MemFree:         1000 kB
MemAvailable:    4000 kB
SwapTotal:       2000 kB
SwapFree:        1500 kB
`;
const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 9999      10    0    0    0     0          0         0     9999      10    0    0    0     0       0          0
  eth0: 1000       1    0    0    0     0          0         0      500       1    0    0    0     0       0          0
docker0: 7000      1    0    0    0     0          0         0     7000       1    0    0    0     0       0          0
 wlan0:200         1    0    0    0     0          0         0       30       1    0    0    0     0       0          0
`;

describe('the files below /proc', () => {
  test('stat: idle time includes waiting for I/O, guest time is not counted twice', () => {
    expect(parseStat(STAT)).toEqual({ total: 1000, idle: 840, iowait: 40 });
    expect(parseStat('')).toBeUndefined();
  });

  test('meminfo: used is what is not available', () => {
    expect(parseMeminfo(MEMINFO)).toEqual({ memory: 75, swap: 25 });
    expect(parseMeminfo(MEMINFO.replace('SwapTotal:       2000', 'SwapTotal: 0'))?.swap).toBeUndefined();
    expect(parseMeminfo('MemTotal: 5 kB')).toBeUndefined();
  });

  test('net/dev: only interfaces that reach other machines', () => {
    expect(parseNetDev(NET_DEV)).toEqual({ received: 1200, sent: 530 });
  });

  test('loadavg: the first minute', () => {
    expect(parseLoadavg('0.52 0.58 0.59 1/389 12345')).toBe(0.52);
    expect(parseLoadavg('')).toBeUndefined();
  });
});

const reading = (at: number, total: number, idle: number, received: number): HostReading => ({
  at,
  cpu: { total, idle, iowait: idle / 10 },
  memory: { memory: 75, swap: undefined },
  network: { received, sent: received / 2 },
  disk: 40,
  load: 1.5,
});

describe('samples of a host', () => {
  test('the first reading gives no rates', () => {
    expect(hostSamples(reading(0, 100, 50, 10), undefined)).toEqual({
      memory_usage: 75,
      disk_usage: 40,
      load_average: 1.5,
    });
  });

  test('counters become shares of the time and bytes per second', () => {
    expect(hostSamples(reading(5_000, 300, 100, 2_010), reading(0, 100, 50, 10))).toMatchObject({
      cpu_usage: 75,
      disk_iowait: 2.5,
      network_in: 400,
      network_out: 200,
    });
  });

  test('a counter that was reset gives no rate, and neither does time that stood still', () => {
    const after = hostSamples(reading(5_000, 20, 10, 5), reading(0, 100, 50, 10));
    expect(Object.keys(after)).toEqual(['memory_usage', 'disk_usage', 'load_average']);
    const still = hostSamples(reading(5_000, 100, 50, 90), reading(5_000, 100, 50, 10));
    expect(Object.keys(still)).toEqual(['memory_usage', 'disk_usage', 'load_average']);
  });
});
