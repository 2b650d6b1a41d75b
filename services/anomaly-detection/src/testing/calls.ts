import { configSchema } from '@aiops/config';
import { createEntityResolver, spanMetrics, type TopologyNode, topics } from '@aiops/contracts';
import type { KeyedState, StreamService } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { createAnomalyDetection } from '../service.ts';

/** Beginning of a minute (epoch seconds). */
export const START = 1_700_000_040;

/** Requests and calls by name, in one minute. */
export interface Minute {
  readonly requests?: Readonly<Record<string, number>>;
  readonly calls?: Readonly<Record<string, number>>;
}

/** anomaly-detection, fed with what services did minute by minute. Windows are stamped with their ends, as data-ingestion does it. */
export function callDetection(edges: object = {}, nodes: readonly TopologyNode[] = []) {
  const { anomaly_detection: config } = configSchema.parse({ anomaly_detection: { traces: { edges } } });
  const resolver = createEntityResolver(nodes);
  const detection = createAnomalyDetection({ config, resolver: () => resolver });
  const kept: KeyedState[] = [];
  const service: StreamService = {
    ...detection,
    task(state, ...where) {
      kept.push(state);
      return detection.task(state, ...where);
    },
  };
  const driver = testDriver(service);
  const figure = (service: string, metric: string, label: object, at: number, value: number) => {
    const labels = { service_name: service, ...label };
    const { id } = resolver.resolve(labels);
    driver.pipe(topics.metrics, { metric_name: metric, labels, values: [[at, value]] }, { key: id });
  };
  return {
    ...driver,
    /** One value of one minute, whose number is that of the window. */
    rate: (minute: number, operation: string, count: number, service = 'shop') =>
      figure(service, spanMetrics.rate, { operation }, START + (minute + 1) * 60, count / 60),
    callRate: (minute: number, peer: string, count: number, service = 'shop') =>
      figure(service, spanMetrics.callRate, { peer }, START + (minute + 1) * 60, count / 60),
    minute(number: number, { requests = {}, calls = {} }: Minute, service = 'shop') {
      for (const [name, count] of Object.entries(requests)) this.rate(number, name, count, service);
      for (const [name, count] of Object.entries(calls)) this.callRate(number, name, count, service);
    },
    /** Length of what is kept of callers, as JSON. */
    edgesLength() {
      const state = kept.at(-1);
      const keys = [...(state?.keys() ?? [])].filter((key) => key.startsWith('edges/'));
      return keys.reduce((length, key) => length + JSON.stringify(state?.get(key)).length, 0);
    },
    /** Anomalies of edges since the last call, others are left out. */
    vanished: () =>
      driver.read(topics.anomalies).filter(({ metric_name: name }) => name === 'vanished_calls'),
    observed: () => driver.read(topics.events).filter(({ event_type: type }) => type === 'edge_observed'),
  };
}

/** Uniform numbers in (0, 1) from a seed (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/** Minutes of a shop: 40 requests at noon, 2 at night, each of which calls peers by chance, and a job that calls by the clock. */
export function shopMinutes(seed: number, minutes: number): Minute[] {
  const next = uniform(seed);
  const drawn = (mean: number) => {
    let [count, product] = [0, next()];
    for (const limit = Math.exp(-mean); product > limit; product *= next()) count += 1;
    return count;
  };
  return Array.from({ length: minutes }, (_, minute) => {
    const requests = drawn(21 + 19 * Math.sin((2 * Math.PI * minute) / 1_440));
    const calls = {
      db: drawn(2 * requests),
      cart: drawn(0.6 * requests),
      mail: drawn(0.02 * requests),
      report: minute % 10 === 0 ? 1 : 0,
    };
    const made = Object.fromEntries(Object.entries(calls).filter(([, count]) => count > 0));
    return { requests: { 'GET /': requests }, calls: made };
  });
}
