import os from 'node:os';
import type { EntityResolver } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { metricOut } from '../messages/metric-out.ts';
import type { Logger, Publish, SourceHealth } from '../ports.ts';
import { type HostReading, hostSamples } from './host/host-samples.ts';
import { readHost } from './host/read-host.ts';

export const HOST = 'host';

/** While the bus is away samples are kept, up to this many: at 8 every 5 s a bit more than an hour. */
const MAX_WAITING = 6_000;

export interface HostOptions {
  readonly publish: Publish;
  readonly resolver: () => EntityResolver;
  readonly now: () => number;
  readonly logger: Logger;
  readonly intervalMs: number;
  /** Label `instance` of the samples. */
  readonly hostname?: string;
  readonly read?: (now: number) => Promise<HostReading>;
}

/** Watches the host that this process runs on. */
export interface HostSource {
  /** Looks once and publishes; answers how long to wait (ms). Never rejects. */
  round(): Promise<number>;
  health(): SourceHealth;
}

export function createHostSource(options: HostOptions): HostSource {
  const { publish, resolver, now, logger, intervalMs } = options;
  const read = options.read ?? readHost;
  const labels = { instance: options.hostname ?? os.hostname() };
  let before: HostReading | undefined;
  let waiting: OutMessage[] = [];
  let health: SourceHealth = { up: false, detail: 'not read yet' };
  return {
    async round() {
      try {
        const reading = await read(now());
        const values = Object.entries(hostSamples(reading, before));
        before = reading;
        const messages = values.map(([name, value]) =>
          metricOut(
            { name, labels, values: [[reading.at / 1000, value]], at: reading.at, source: HOST },
            resolver(),
          ),
        );
        waiting = [...waiting, ...messages].slice(-MAX_WAITING);
        if (waiting.length > 0) await publish(waiting);
        waiting = [];
        health = { up: true };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        health = { up: false, detail };
        logger.warn(
          { source: HOST, waiting: waiting.length, reason: detail },
          'Host samples wait for the bus.',
        );
      }
      return intervalMs;
    },
    health: () => health,
  };
}
