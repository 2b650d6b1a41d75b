import { rcaResultSchema } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../correlation/incident-state.ts';
import { compareOnset } from '../correlation/membership.ts';
import { createTopologyIndex, type TopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import { type AnomalySpec, START, sighting } from '../testing/anomaly.ts';
import { edge, network, node, twoRacks } from '../testing/network.ts';
import { toResult } from './result.ts';

const { core, tors, servers, topology } = twoRacks();
const tor = tors[0]!;
const rack = servers[0]!;
const twoRacksIndex = createTopologyIndex(topology);
const uplink: AnomalySpec = { metric: 'uplink_down', score: 4, at: 131 };
const outage = [
  sighting(tor, uplink),
  ...rack.map((server, n) => sighting(server, { at: 150 + n, score: 5 })),
  ...rack.map((server, n) =>
    sighting(server, { at: 160 + n, metric: 'error_lines', more: { anomaly_type: 'log' } }),
  ),
];

function result(sightings: readonly Sighting[], index: TopologyIndex | 'none' = twoRacksIndex) {
  const members = [...sightings].sort(compareOnset).map((one) => ({ ...one, reason: 'r' }));
  const incident: Incident = {
    phase: 'open',
    id: 'i1',
    triggerId: sightings[0]!.id,
    revision: 1,
    members,
    total: members.length,
    newsAt: START + 200_000,
    publishedAt: START,
    openAt: null,
    updateAt: null,
    resolveAt: null,
    forgetAt: null,
    resolvedAt: null,
  };
  const space = { index: index === 'none' ? undefined : index, depth: 5, windowMs: 600_000 };
  return rcaResultSchema.parse(
    toResult(
      { incident, status: 'open', at: START + 200_000 },
      { domain: 'default', space, topologyStatus: index === 'none' ? 'unavailable' : 'ok' },
    ),
  );
}
describe('a rack that lost its uplink', () => {
  const answer = result(outage);
  test('is told cause first, in UTC', () => {
    expect(answer.rca_summary).toBe(
      'tor-1 lost its uplink at 10:02:11Z; 6 servers behind it slowed down and logged errors.',
    );
  });
  test('is conclusive, with the switch as the cause', () => {
    expect(answer.inconclusive_reasons).toEqual([]);
    expect(answer.conclusive).toBe(true);
    expect(answer.root_cause.root_cause_device).toBe('tor-1');
    expect(answer.propagation_source).toBe('tor-1');
    expect(answer.root_cause.root_cause_anomaly?.metric_name).toBe('uplink_down');
    expect(answer.root_cause.confidence).toBeGreaterThan(0.9);
  });
  test('shows at most five candidates, whose confidences sum to one at most', () => {
    const { candidates } = answer.root_cause;
    expect(candidates).toHaveLength(5);
    const sum = candidates.reduce((total, { confidence }) => total + confidence, 0);
    expect(sum).toBeLessThanOrEqual(1);
    expect(candidates[0]!.confidence).toBeCloseTo(0.944, 3);
    expect(candidates[1]!.confidence).toBeLessThan(0.1);
  });
  test('spreads from the switch to its servers', () => {
    const [first, ...others] = answer.root_cause.propagation_path;
    expect(first).toEqual({ device: 'tor-1', entity_id: tor.id, at: '2026-01-27T10:02:11.000Z' });
    expect(others.map(({ device, via }) => `${device} via ${via}`)).toEqual(
      rack.map(({ name }) => `${name} via tor-1`),
    );
    expect(answer.root_cause.path_score).toBe(1);
  });
  test('says how well the topology covers it', () => {
    expect(answer.topology).toEqual({
      status: 'ok',
      version: topology.version,
      as_of: topology.as_of,
      coverage: 1,
    });
  });
  test('explains why, and what else it might be', () => {
    expect(answer.root_cause.explanation).toContain('6 anomalous entities depend on it');
    expect(answer.root_cause.explanation).toContain('Next candidate:');
  });
  test('names what does not depend on the cause', () => {
    const wider = result([...outage, sighting(servers[1]![0]!, { at: 140, metric: 'cpu_usage' })]);
    expect(wider.root_cause.root_cause_device).toBe('tor-1');
    expect(wider.rca_summary).toContain('At about the same time 1 server (srv-2-1) ran short of CPU.');
    expect(wider.root_cause.candidates[0]!.against).toEqual(['srv-2-1 does not depend on it']);
  });
});

describe('an answer is not conclusive', () => {
  test('without a topology, but it is an answer', () => {
    const answer = result(outage, 'none');
    expect(answer.conclusive).toBe(false);
    expect(answer.inconclusive_reasons?.[0]).toContain('the topology is unavailable');
    expect(answer.root_cause.root_cause_device).toBe('tor-1');
    expect(answer.root_cause.confidence).toBeLessThanOrEqual(0.5);
    expect(answer.topology).toEqual({ status: 'unavailable', coverage: 0 });
    expect(answer.root_cause.method).toBe('severity-and-onset-ranking');
  });
  test('when two candidates are as good as each other', () => {
    const answer = result([sighting(rack[0]!, { score: 4 }), sighting(rack[1]!, { score: 4 })]);
    expect(answer.conclusive).toBe(false);
    expect(answer.inconclusive_reasons!.join()).toContain('too close to tell apart');
  });
  test('when the named cause showed nothing itself', () => {
    const answer = result(outage.slice(1));
    expect(answer.root_cause.root_cause_device).toBe('tor-1');
    expect(answer.root_cause.root_cause_anomaly).toBeNull();
    expect(answer.conclusive).toBe(false);
    expect(answer.rca_summary).toMatch(/^tor-1 reported nothing itself, but trouble began at 10:02:30Z/);
    expect(answer.root_cause.propagation_path[0]).not.toHaveProperty('at');
  });
  test('when the topology does not know most of the entities', () => {
    const strangers = ['x', 'y', 'z'].map((name) => sighting(node('server', name), { metric: 'link_down' }));
    expect(result(strangers).inconclusive_reasons).toContain(
      'the topology knows only 0 % of the anomalous entities',
    );
  });
  test('when there is little evidence', () => {
    const [web, db] = [node('service', 'web'), node('service', 'db')];
    const calls = createTopologyIndex(network([web, db], [edge(web, db, 'calls')]));
    const answer = result([sighting(db), sighting(web, { at: 9 })], calls);
    expect(answer.root_cause.root_cause_device).toBe('db');
    expect(answer.inconclusive_reasons).toEqual(['thin evidence: 2 anomalous series speak for db']);
  });
});

test('a device that only passed the failure on is on the way without an onset', () => {
  const answer = result([sighting(core, { metric: 'link_down' }), ...outage.slice(1)]);
  expect(answer.root_cause.root_cause_device).toBe('core-1');
  const step = answer.root_cause.propagation_path.find(({ device }) => device === 'tor-1');
  expect(step).toEqual({ device: 'tor-1', entity_id: tor.id, via: 'core-1' });
});

test('correlated anomalies are the others in the order of their onsets, without samples', () => {
  const storm = Array.from({ length: 150 }, (_, n) =>
    sighting(rack[n % 6]!, { at: 200 - n, metric: `m${n}`, more: { samples: [[1, 2]] } }),
  );
  const answer = result([sighting(tor, uplink), ...storm]);
  const times = answer.correlated_anomalies.map(({ time_diff }) => time_diff);
  expect(times).toHaveLength(150);
  expect(times).toEqual([...times].sort((x, y) => x - y));
  expect(answer.correlated_total).toBe(150);
  expect(JSON.stringify(answer.correlated_anomalies)).not.toContain('"samples"');
});
