import { configSchema } from '@aiops/config';
import type { RcaResult, Topology, TopologyNode } from '@aiops/contracts';
import { type TestDriver, testDriver } from '@aiops/testbed';
import { createRootCauseAnalysis } from '../service.ts';
import { twoRacks } from './network.ts';
import { type AnomalySpec, type Delivery, type Recording, record } from './recording.ts';

/** The settings as they come. */
export const config = configSchema.parse({}).root_cause_analysis;
export const { tors, racks, topology } = twoRacks();
export const [tor1, tor2] = tors as [TopologyNode, TopologyNode];
export const [rack1, rack2] = racks as [TopologyNode[], TopologyNode[]];
const ORIGINS = ['aiops.metrics/0', 'aiops.metrics/1', 'aiops.logs/0'];

/** What a test may want to be different. */
export interface World {
  readonly map?: Topology | 'none';
  /** The map as it was at a time (epoch ms). */
  readonly mapAt?: (time: number) => Topology;
  readonly origins?: readonly string[];
  readonly depth?: number;
}

/** The service over a map (the two racks unless given), expecting three origins. */
export function driver({ map = topology, mapAt, origins = ORIGINS, depth = 4 }: World = {}) {
  const service = createRootCauseAnalysis({
    config: { ...config, max_graph_depth: depth },
    topology: () =>
      map === 'none'
        ? { topology: undefined, status: 'unavailable' }
        : { topology: map, status: 'ok', ...(mapAt === undefined ? {} : { at: mapAt }) },
    origins,
  });
  return testDriver(service);
}

/** Delivers recordings one after the other, each anomalies first, and returns the results. */
export function play(recordings: readonly Recording[], world?: World) {
  const target = driver(world);
  for (const recording of recordings) pipeAll(target, recording);
  return target.read('aiops.rca_results');
}

export function pipeAll(target: TestDriver, { anomalies, events, watermarks }: Recording) {
  for (const delivery of [...events, ...anomalies, ...watermarks]) pipe(target, delivery);
}

export function pipe(target: TestDriver, delivery: Delivery) {
  if (delivery.topic === 'aiops.anomalies') {
    target.pipe(delivery.topic, delivery.value, { key: delivery.key, headers: delivery.headers });
  } else if (delivery.topic === 'aiops.events') {
    target.pipe(delivery.topic, delivery.value, {
      key: delivery.key,
      ...(delivery.headers === undefined ? {} : { headers: delivery.headers }),
    });
  } else target.pipe(delivery.topic, delivery.value, { key: null });
}

/** Status and named cause of each result. */
export const told = (results: readonly RcaResult[]) =>
  results.map(({ status, root_cause }) => `${status} ${root_cause.root_cause_device}`);
/** Entity and metric of each anomaly in a result, the trigger first. */
export const membersOf = (result: RcaResult) =>
  [result.trigger_anomaly, ...result.correlated_anomalies.map(({ event }) => event)].map(
    ({ entity_name, metric_name }) => `${entity_name} ${metric_name}`,
  );

/** The rack's switch loses its uplink; its servers slow down and log errors; an unrelated server runs hot. */
export function outage(options: { ended?: number } = {}): Recording[] {
  const slow = rack1.map((server, n) => [server, { metric: 'response_time', at: 20 + n }] as const);
  const errors = rack1.map(
    (server, n) => [server, { metric: 'error_lines', at: 30 + n, more: { anomaly_type: 'log' } }] as const,
  );
  const down = { metric: 'uplink_down', at: 5 };
  const over = options.ended;
  const ends = <T extends AnomalySpec>(entries: readonly (readonly [TopologyNode, T])[]) =>
    over === undefined
      ? []
      : entries.map(([about, spec]) => [about, { ...spec, revision: 2, ended: over }] as const);
  return [
    record('aiops.metrics/0', [
      { watermark: 0 },
      [tor1, down],
      [rack2[0] as TopologyNode, { metric: 'cpu_usage', at: 10, score: 9 }],
      { watermark: 60 },
      ...ends([[tor1, down]]),
      { watermark: 3600 },
    ]),
    record('aiops.metrics/1', [
      { watermark: 10 },
      ...slow,
      { watermark: 50 },
      ...ends(slow),
      { watermark: 3600 },
    ]),
    record('aiops.logs/0', [...errors, { watermark: 60 }, { watermark: 3600 }]),
  ];
}
