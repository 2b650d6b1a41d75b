import { configSchema } from '@aiops/config';
import {
  entityUrn,
  headers as names,
  type RcaResult,
  type Topology,
  type TopologyNode,
} from '@aiops/contracts';
import { type TestDriver, testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { network, node, twoRacks } from './fixtures/network.ts';
import {
  type AnomalySpec,
  anomaly,
  type Delivery,
  type Recording,
  record,
  START,
} from './fixtures/recording.ts';
import { createRootCauseAnalysis } from './service.ts';

const config = configSchema.parse({}).root_cause_analysis;
const { tors, racks, topology } = twoRacks();
const [tor1, tor2] = tors as [TopologyNode, TopologyNode];
const [rack1, rack2] = racks as [TopologyNode[], TopologyNode[]];
const ORIGINS = ['aiops.metrics/0', 'aiops.metrics/1', 'aiops.logs/0'];

interface World {
  readonly map?: Topology | 'none';
  readonly origins?: readonly string[];
  readonly depth?: number;
}

function driver({ map = topology, origins = ORIGINS, depth = 4 }: World = {}) {
  const service = createRootCauseAnalysis({
    config: { ...config, max_graph_depth: depth },
    topology: () =>
      map === 'none' ? { topology: undefined, status: 'unavailable' } : { topology: map, status: 'ok' },
    origins,
  });
  return testDriver(service);
}

function play(recordings: readonly Recording[], world?: World) {
  const target = driver(world);
  for (const recording of recordings) pipeAll(target, recording);
  return target.read('aiops.rca_results');
}

function pipeAll(target: TestDriver, { anomalies, watermarks }: Recording) {
  for (const delivery of [...anomalies, ...watermarks]) pipe(target, delivery);
}

function pipe(target: TestDriver, delivery: Delivery) {
  if (delivery.topic === 'aiops.anomalies') {
    target.pipe(delivery.topic, delivery.value, { key: delivery.key, headers: delivery.headers });
  } else target.pipe(delivery.topic, delivery.value, { key: null });
}

const told = (results: readonly RcaResult[]) =>
  results.map(({ status, root_cause }) => `${status} ${root_cause.root_cause_device}`);
const membersOf = (result: RcaResult) =>
  [result.trigger_anomaly, ...result.correlated_anomalies.map(({ event }) => event)].map(
    ({ entity_name, metric_name }) => `${entity_name} ${metric_name}`,
  );

/** The rack's switch loses its uplink; its servers slow down and log errors; an unrelated server runs hot. */
function outage(options: { ended?: number } = {}): Recording[] {
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

describe('a rack switch that loses its uplink', () => {
  test('is named as the cause, and the unrelated server of another rack is not part of it', () => {
    const results = play(outage());
    expect(told(results)).toEqual(['open tor-1']);
    const [opened] = results as [RcaResult];
    expect(opened.conclusive).toBe(true);
    expect(opened.domain).toBe('default');
    expect(opened.timestamp).toBe('2026-01-27T10:00:35.000Z');
    expect(membersOf(opened)).toHaveLength(13);
    expect(membersOf(opened)).not.toContain('srv-2-1 cpu_usage');
    expect(opened.rca_summary).toBe(
      'tor-1 lost its uplink at 10:00:05Z; 6 servers behind it slowed down and logged errors.',
    );
  });
  test('is still named when the unrelated server is near enough to be part of it', () => {
    const [result] = play(outage(), { depth: 5 }) as [RcaResult];
    expect(membersOf(result)).toContain('srv-2-1 cpu_usage');
    expect(result.root_cause.root_cause_device).toBe('tor-1');
    expect(result.root_cause.propagation_path.map(({ device }) => device)).not.toContain('srv-2-1');
    expect(result.root_cause.candidates[0]!.against).toEqual(['srv-2-1 does not depend on it']);
  });
  test('is the cause even if its own anomaly arrives last', () => {
    expect(play([...outage()].reverse())).toEqual(play(outage()));
  });
  test('is resolved when all has ended', () => {
    expect(told(play(outage({ ended: 200 })))).toEqual(['open tor-1', 'resolved tor-1']);
  });
  test('continues the trace of the anomaly that it was named after', () => {
    const target = driver();
    for (const recording of outage()) pipeAll(target, recording);
    const message = target.readMessages('aiops.rca_results')[0]!;
    expect(message.key).toBe((message.value as RcaResult).incident_id);
    expect(message.headers?.[names.traceparent]).toMatch(/^00-a{32}-0{15}1-01$/);
  });
  test('is still found without a topology, but not conclusively', () => {
    const [result] = play(outage(), { map: 'none' }) as [RcaResult];
    expect(result.conclusive).toBe(false);
    expect(result.topology?.status).toBe('unavailable');
    expect(result.root_cause.root_cause_device).toBe('tor-1');
    expect(membersOf(result)).toContain('srv-2-1 cpu_usage');
  });
});

test('a database is the cause behind the services that call it', () => {
  const [web, api, cart, db, bystander] = ['web', 'api', 'cart', 'db', 'mail'].map((name) =>
    node('service', name),
  ) as [TopologyNode, TopologyNode, TopologyNode, TopologyNode, TopologyNode];
  const map = network(
    [web, api, cart, db, bystander],
    [
      [web, api, 'calls'],
      [web, bystander, 'calls'],
      [api, db, 'calls'],
      [cart, db, 'calls'],
    ],
  );
  const slow: Partial<ReturnType<typeof anomaly>> = { anomaly_type: 'trace' };
  const results = play(
    [
      record('aiops.metrics/0', [
        [web, { metric: 'failed_spans', at: 4, score: 9, more: slow }],
        [api, { metric: 'slow_spans', at: 3, score: 7, more: slow }],
        { watermark: 3600 },
      ]),
      record('aiops.metrics/1', [
        [db, { metric: 'disk_iowait', at: 0, score: 4 }],
        [cart, { metric: 'failed_spans', at: 6, score: 6, more: slow }],
        { watermark: 3600 },
      ]),
      record('aiops.logs/0', [{ watermark: 3600 }]),
    ],
    { map },
  );
  expect(told(results)[0]).toBe('open db');
  expect(results[0]!.rca_summary).toBe(
    'db slowed down at 10:00:00Z; 3 services that depend on it failed requests and slowed down.',
  );
  expect(results[0]!.root_cause.propagation_path.map(({ device }) => device)).toEqual([
    'db',
    'api',
    'cart',
    'web',
  ]);
});

test('two racks that fail at the same time are two incidents', () => {
  const [near, far] = [tor1, tor2].map((tor, rack) => [
    [tor, { metric: 'link_down', at: rack }] as const,
    [racks[rack]![0]!, { metric: 'response_time', at: 10 + rack }] as const,
    [racks[rack]![1]!, { metric: 'response_time', at: 10 + rack }] as const,
  ]);
  const origins = ['aiops.metrics/0'];
  const results = play([record('aiops.metrics/0', [...near!, ...far!, { watermark: 3600 }])], {
    origins,
    depth: 2,
  });
  expect(told(results)).toEqual(['open tor-1', 'open tor-2']);
  expect(new Set(results.map(({ incident_id }) => incident_id)).size).toBe(2);
});

describe('the lifecycle', () => {
  const quiet = [
    record('aiops.metrics/1', [{ watermark: 9000 }]),
    record('aiops.logs/0', [{ watermark: 9000 }]),
  ];
  const [a, b, c] = rack1 as [TopologyNode, TopologyNode, TopologyNode];
  test('a related anomaly soon after the end reopens the incident under its id', () => {
    const results = play([
      record('aiops.metrics/0', [
        [tor1, { metric: 'link_down', at: 0 }],
        [a, { metric: 'response_time', at: 1 }],
        [tor1, { metric: 'link_down', at: 0, ended: 100, revision: 2 }],
        [a, { metric: 'response_time', at: 1, ended: 100, revision: 2 }],
        [b, { metric: 'response_time', at: 700 }],
        [b, { metric: 'response_time', at: 700, ended: 710, revision: 2 }],
        { watermark: 9000 },
      ]),
      ...quiet,
    ]);
    expect(results.map(({ status, revision }) => `${revision} ${status}`)).toEqual([
      '1 open',
      '2 resolved',
      '3 reopened',
      '4 resolved',
    ]);
    expect(new Set(results.map(({ incident_id }) => incident_id)).size).toBe(1);
  });
  test('an anomaly that joins two incidents merges the younger into the older', () => {
    const joined = record('aiops.metrics/0', [
      [a, { metric: 'response_time', at: 0 }],
      [a, { metric: 'cpu_usage', at: 1 }],
      [c, { metric: 'response_time', at: 2 }],
      [c, { metric: 'cpu_usage', at: 3 }],
      [tor1, { metric: 'link_down', at: 100 }],
      { watermark: 400 },
    ]);
    const results = play([joined], { origins: ['aiops.metrics/0'], depth: 1 });
    expect(results.map(({ status }) => status)).toEqual(['open', 'open', 'merged', 'updated']);
    const [older, younger, merged, updated] = results as [RcaResult, RcaResult, RcaResult, RcaResult];
    expect(merged.incident_id).toBe(younger.incident_id);
    expect(merged.merged_into).toBe(older.incident_id);
    expect(updated.incident_id).toBe(older.incident_id);
    expect(membersOf(updated)).toHaveLength(5);
  });
  test('one series alone never makes an incident, whatever becomes of it', () => {
    const again = [0, 50, 100, 900].map((at) => [a, { metric: 'response_time', at }] as const);
    expect(play([record('aiops.metrics/0', [...again, { watermark: 9000 }]), ...quiet])).toEqual([]);
  });
});

describe('who holds the order back', () => {
  const pair = () => [
    anomaly(tor1, { metric: 'link_down', at: 0 }),
    anomaly(rack1[0]!, { metric: 'response_time', at: 5 }),
  ];
  test('an expected origin that has said nothing does, until it has been idle for long enough', () => {
    const target = driver();
    pipeAll(
      target,
      record('aiops.metrics/0', [
        [tor1, { metric: 'link_down', at: 0 }],
        [rack1[0]!, { metric: 'response_time', at: 5 }],
        { watermark: 100 },
      ]),
    );
    target.tick(1_000);
    target.tick(60_999);
    expect(target.read('aiops.rca_results')).toEqual([]);
    target.tick(61_000);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('after a restart everybody has the idle time again', () => {
    const target = driver();
    const held = record('aiops.metrics/0', [
      [tor1, { metric: 'link_down', at: 0 }],
      [rack1[0]!, { metric: 'response_time', at: 5 }],
    ]);
    pipeAll(target, held);
    target.tick(1_000);
    target.restart();
    target.tick(61_000);
    expect(target.read('aiops.rca_results')).toEqual([]);
    target.tick(121_000);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('idleness opens incidents but does not end them', () => {
    const target = driver();
    const log = { anomaly_type: 'log' } as const;
    const held = record('aiops.metrics/0', [
      [tor1, { metric: 'link_down', at: 0, more: log }],
      [rack1[0]!, { metric: 'error_lines', at: 5, more: log }],
    ]);
    pipeAll(target, held);
    for (let now = 0; now < 3_600_000; now += 30_000) target.tick(now);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('nobody holds back what a person typed when no origin is expected', () => {
    const target = driver({ origins: [] });
    for (const typed of pair()) target.pipe('aiops.anomalies', typed);
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
  test('what a person typed needs neither ids nor an entity, and counts once however often it is sent', () => {
    const target = driver({ origins: [] });
    for (const typed of [...pair(), ...pair()]) {
      const { anomaly_id: _, revision: __, entity_id: ___, entity_name, ...rest } = typed;
      target.pipe('aiops.anomalies', { ...rest, labels: { host: entity_name ?? '' } });
    }
    const results = target.read('aiops.rca_results');
    expect(told(results)).toEqual(['open tor-1']);
    expect(results[0]!.correlated_anomalies).toHaveLength(1);
  });
  test('a stamp from a clock far ahead stops nothing', () => {
    const target = driver({ origins: ['aiops.metrics/0'] });
    const future = anomaly(rack2[0]!, { metric: 'cpu_usage', at: 10 * 365 * 86_400 });
    target.pipe('aiops.anomalies', future, { recordedAt: START });
    pipeAll(
      target,
      record('aiops.metrics/0', [
        [tor1, { metric: 'link_down', at: 0 }],
        [rack1[0]!, { metric: 'response_time', at: 5 }],
        { watermark: 100 },
      ]),
    );
    expect(told(target.read('aiops.rca_results'))).toEqual(['open tor-1']);
  });
});

test('an anomaly on the wrong partition is sent to that of its domain, once', () => {
  const service = createRootCauseAnalysis({
    config,
    topology: () => ({ topology, status: 'ok' }),
    origins: [],
  });
  const target = testDriver(service, { partitions: 8 });
  const about = { ...tor1, id: entityUrn('device', 'switch', 'berlin', 'tor-1') };
  const typed = anomaly(about, { metric: 'link_down', at: 0 });
  for (let partition = 0; partition < 8; partition++) target.pipe('aiops.anomalies', typed, { partition });
  const sent = target.readMessages('aiops.anomalies');
  expect(sent).toHaveLength(7);
  expect(sent[0]).toMatchObject({ key: 'berlin', headers: { [names.rekeyed]: '1' } });
});

describe('the same input gives the same bytes', () => {
  const expected = JSON.stringify(play(outage({ ended: 200 })));
  const queues = outage({ ended: 200 }).flatMap(({ anomalies, watermarks }) => [anomalies, watermarks]);
  const total = queues.reduce((sum, queue) => sum + queue.length, 0);

  test('the recording has results to compare', () => {
    expect(JSON.parse(expected)).toHaveLength(2);
  });
  test('in whatever way origins and topics interleave, with duplicates and restarts anywhere', () => {
    const choice = fc.record({
      queue: fc.nat(),
      again: fc.option(fc.nat(), { freq: 4 }),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(choice, { minLength: total, maxLength: total }), (choices) => {
        const target = driver();
        const left = queues.map((queue) => [...queue]);
        const past: Delivery[] = [];
        for (const { queue, again, restart } of choices) {
          const open = left.filter((one) => one.length > 0);
          const next = open[queue % open.length]!.shift()!;
          pipe(target, next);
          past.push(next);
          if (again !== null) pipe(target, past[again % past.length]!);
          if (restart) target.restart();
        }
        expect(JSON.stringify(target.read('aiops.rca_results'))).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
