import { headers as names, type RcaResult, type TopologyNode } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { network, node } from './testing/network.ts';
import { type anomaly, record } from './testing/recording.ts';
import {
  driver,
  membersOf,
  outage,
  pipeAll,
  play,
  rack1,
  racks,
  told,
  tor1,
  tor2,
} from './testing/scenario.ts';

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
