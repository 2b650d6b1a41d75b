import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNoise } from '../demo/noise.ts';

/** How a host does, and what its queue then looks like: entries, and seconds that the oldest waits. */
const LEVELS = {
  well: { queue_length: 20, queue_age: 3 },
  stuck: { queue_length: 400, queue_age: 60 },
  flooded: { queue_length: 900, queue_age: 150 },
} as const;
type Mood = keyof typeof LEVELS;

/** Event time between two samples, and how often the next one is sent: they pass much faster than in life. */
const STEP_MS = 15_000;
const PACE_MS = 100;
/** Samples of every host from the time when all was well. */
const HISTORY = 240;
const AGO_MS = 4 * 3_600_000;
const NOISE_SHARE = 0.03;

/** Hosts that report two series of their queue by OTLP, and take orders over HTTP. */
export interface SimulatedHosts {
  /** Host and port; `POST /<host>/<mood>` makes it so, any other word changes nothing. */
  readonly address: string;
  /** What was ordered so far, in order: `<host>/<word>`. */
  readonly orders: readonly string[];
  set(host: string, mood: Mood): void;
  /** Tells the history, all well, and goes on reporting; `otlpUrl` is where the receiver listens. */
  reportTo(otlpUrl: string): Promise<void>;
  stop(): Promise<void>;
}

/** Takes orders at once; reports nothing before it is told where to. */
export async function startSimulatedHosts(hosts: readonly string[]): Promise<SimulatedHosts> {
  const moods = new Map<string, Mood>(hosts.map((host) => [host, 'well']));
  const orders: string[] = [];
  const server = createServer((request, response) => {
    const [host = '', word = ''] = (request.url ?? '').slice(1).split('/');
    orders.push(`${host}/${word}`);
    if (moods.has(host) && Object.hasOwn(LEVELS, word)) moods.set(host, word as Mood);
    response.end(`${host} was told: ${word}`);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));

  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    orders,
    set: (host, mood) => void moods.set(host, mood),
    async reportTo(otlpUrl) {
      const report = createReporter(otlpUrl, moods);
      await report(HISTORY);
      timer = setInterval(() => {
        last = last.then(() => report(1));
      }, PACE_MS);
    },
    async stop() {
      clearInterval(timer);
      await last;
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Sends the next samples of all hosts. */
function createReporter(otlpUrl: string, moods: ReadonlyMap<string, Mood>): (count: number) => Promise<void> {
  const noise = createNoise(7);
  let at = Date.now() - AGO_MS;
  return async (count) => {
    const times = Array.from({ length: count }, (_, index) => at + (index + 1) * STEP_MS);
    at += count * STEP_MS;
    const resourceMetrics = [...moods].map(([host, mood]) => ({
      resource: { attributes: [{ key: 'host.name', value: { stringValue: host } }] },
      scopeMetrics: [{ metrics: metricsOf(mood, times, noise) }],
    }));
    const response = await fetch(`${otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics }),
    });
    if (!response.ok) throw new Error(`OTLP: ${response.status} ${await response.text()}`);
  };
}

function metricsOf(mood: Mood, times: readonly number[], noise: () => number) {
  return Object.entries(LEVELS[mood]).map(([name, level]) => ({
    name,
    gauge: {
      dataPoints: times.map((time) => ({
        timeUnixNano: `${time}000000`,
        asDouble: level * (1 + NOISE_SHARE * noise()),
      })),
    },
  }));
}
