import { join } from 'node:path';
import type { DebianProgram } from '../install/debian.ts';
import { debianHttpServer } from './debian-server.ts';
import type { ServerDefinition } from './definition.ts';
import { type RunningServer, type StartServerOptions, startServer } from './start-server.ts';

/** One series as `/api/v1/import` takes it. */
export interface ImportedSeries {
  /** Labels, the metric's name as `__name__`. */
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** Epoch ms. One that is less than a second old may be missed by a query right after it. */
  readonly timestamps: readonly number[];
}

/** A series of an answer with its latest value. */
export interface InstantSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A VictoriaMetrics for a test. */
export interface VictoriaMetricsServer extends RunningServer {
  readonly url: string;
  /** Writes series and makes them searchable, so that the next query finds them. */
  import(...series: readonly ImportedSeries[]): Promise<void>;
  /** Writes text in Prometheus' format, likewise. Samples without a time get the one of a second ago. */
  importText(text: string): Promise<void>;
  /**
   * Makes what was written searchable. Without it a query that asks for a new series too early finds nothing, and that
   * is remembered for some 10 s.
   */
  flush(): Promise<void>;
  /** Latest values of a PromQL expression, at `at` (epoch ms) or now. Rejects with the server's text when it refuses. */
  query(promql: string, at?: number): Promise<InstantSample[]>;
}

const program: DebianProgram = { package: 'victoria-metrics', command: 'victoria-metrics' };

/** VictoriaMetrics 1.79 of Debian. It shows the newest samples at once, which it would hide for 30 s by default. */
export const victoriametrics: ServerDefinition = debianHttpServer({
  name: 'victoriametrics',
  summary: 'VictoriaMetrics, stores metrics',
  program,
  port: 8428,
  ready: '/health',
  args: ({ folder }, http) => [
    `-httpListenAddr=${http}`,
    `-storageDataPath=${join(folder, 'data')}`,
    '-retentionPeriod=1',
    '-search.latencyOffset=0s',
    '-memory.allowedBytes=256MB',
  ],
});

/** Starts one for a test. */
export async function startVictoriaMetrics(options?: StartServerOptions): Promise<VictoriaMetricsServer> {
  const server = await startServer(victoriametrics, options);
  const url = `http://127.0.0.1:${server.ports.http}`;
  const flush = async () => void (await ask(`${url}/internal/force_flush`));
  const post = async (path: string, body: string) => {
    await ask(`${url}${path}`, { method: 'POST', body });
    await flush();
  };
  return Object.assign(server, {
    url,
    flush,
    import: (...series: readonly ImportedSeries[]) =>
      post('/api/v1/import', series.map((one) => `${JSON.stringify(one)}\n`).join('')),
    importText: (text: string) => post(`/api/v1/import/prometheus?timestamp=${Date.now() - 1_000}`, text),
    query: (promql: string, at?: number) => instantQuery(url, promql, at),
  });
}

async function instantQuery(url: string, query: string, at?: number): Promise<InstantSample[]> {
  const params = new URLSearchParams({ query, ...(at === undefined ? {} : { time: String(at / 1000) }) });
  const { data } = JSON.parse(await ask(`${url}/api/v1/query?${params}`)) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

async function ask(url: string, request?: RequestInit): Promise<string> {
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`VictoriaMetrics answered ${response.status}: ${text}`);
  return text;
}
