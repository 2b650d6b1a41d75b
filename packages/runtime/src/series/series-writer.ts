import { bareUrl } from '@aiops/config';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { type SeriesSample, seriesLine } from './series-line.ts';

const FLUSH_EVERY_MS = 5_000;
const TIMEOUT_MS = 10_000;
/** Samples that wait for the next request; beyond that new ones are dropped. */
const LIMIT = 20_000;

export interface SeriesWriterOptions {
  /** Base URL of VictoriaMetrics. */
  readonly url: string;
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limit?: number;
}

/** Brings series to where dashboards read them. */
export interface SeriesWriter {
  /** Takes a sample and returns at once; it is written within seconds, or lost and counted. */
  write(sample: SeriesSample): void;
  /** Writes what waits, once. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Writes to VictoriaMetrics (`/api/v1/import/prometheus`) every 5 s, in one request. Dashboards are a convenience: nothing
 * waits for them, a request that fails is counted and not repeated, and the first failure after a success is logged.
 */
export function startSeriesWriter(options: SeriesWriterOptions): SeriesWriter {
  const { service, logger, metrics, limit = LIMIT } = options;
  const address = `${bareUrl(options.url)}/api/v1/import/prometheus`;
  const count = (result: string, by: number) => metrics.seriesSamples.inc({ service, result }, by);
  let waiting: SeriesSample[] = [];
  let flushing: Promise<void> | undefined;
  let failed = false;
  count('written', 0);
  const send = async () => {
    const samples = waiting;
    waiting = [];
    const lines = samples.flatMap((sample) => seriesLine(sample) ?? []);
    if (lines.length === 0) return;
    try {
      await post(address, `${lines.join('\n')}\n`);
      failed = false;
      count('written', lines.length);
    } catch (error) {
      count('failed', lines.length);
      if (!failed) logger.warn({ err: error }, 'Series for dashboards cannot be written; they have a gap.');
      failed = true;
    }
  };
  const flush = () => {
    flushing ??= send().finally(() => {
      flushing = undefined;
    });
    return flushing;
  };
  const timer = setInterval(() => void flush(), FLUSH_EVERY_MS);
  timer.unref();
  return {
    write(sample) {
      if (waiting.length < limit) waiting.push(sample);
      else count('dropped', 1);
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flushing;
      await flush();
    },
  };
}

async function post(address: string, body: string): Promise<void> {
  const { origin, pathname, username, password } = new URL(address);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  const response = await fetch(origin + pathname, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'text/plain',
      ...(username === '' ? {} : { authorization: `Basic ${login}` }),
    },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`VictoriaMetrics: POST ${pathname}: status ${response.status}`);
}
