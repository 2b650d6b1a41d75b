import { type RcaResult, rcaResultSchema } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../correlation/incident-state.ts';
import { compareOnset } from '../correlation/membership.ts';
import { createTopologyIndex } from '../network/topology-index.ts';
import type { Sighting } from '../signals/sighting.ts';
import { START, sighting } from '../testing/anomaly.ts';
import { edge, network, node, twoRacks } from '../testing/network.ts';
import { type RandomIncident, randomIncident } from '../testing/random-incident.ts';
import { recompute } from './recompute.ts';
import { toResult } from './result.ts';

/** The published message, as a reader has it. */
function published({ members, index, background }: RandomIncident): RcaResult {
  const sorted = [...members].sort(compareOnset).map((one) => ({ ...one, reason: 'r' }));
  const incident: Incident = {
    phase: 'open',
    id: 'i1',
    triggerId: sorted[0]!.id,
    revision: 1,
    members: sorted,
    total: sorted.length,
    newsAt: START,
    publishedAt: START,
    openAt: null,
    updateAt: null,
    resolveAt: null,
    forgetAt: null,
    resolvedAt: null,
  };
  const space = { index, depth: 5, windowMs: 600_000 };
  const topologyStatus = index === undefined ? 'unavailable' : 'stale';
  const revision = { incident, status: 'open' as const, at: START + 300_000 };
  const result = toResult(revision, { domain: 'default', space, topologyStatus, background });
  return rcaResultSchema.parse(JSON.parse(JSON.stringify(result)));
}

const statedBy = ({ root_cause: { candidates } }: RcaResult) =>
  candidates.map(({ terms, score, confidence }) => ({
    values: terms.map(({ value }) => value),
    score,
    confidence,
  }));

describe('every result can be computed again from nothing but itself', () => {
  test('whatever happened, and whatever the network looks like', () => {
    fc.assert(
      fc.property(randomIncident, (incident) => {
        const result = published(incident);
        expect(recompute(result)).toEqual({ candidates: statedBy(result), differences: [] });
      }),
      { numRuns: 150 },
    );
  });
  test('also when more depends on the cause than is listed: the rest is stated as a sum', () => {
    const { core, tors, servers, topology } = twoRacks();
    const more = Array.from({ length: 30 }, (_, n) => node('server', `extra-${n}`));
    const edges = [...topology.edges, ...more.map((server) => edge(tors[0]!, server))];
    const index = createTopologyIndex(network([core, ...tors, ...servers.flat(), ...more], edges));
    const members = [
      sighting(tors[0]!, { metric: 'link_down', at: 9 }),
      ...[...servers[0]!, ...more].map((server, n) => sighting(server, { at: n })),
    ];
    const result = published({ members, index, background: {} });
    const of = (name: string) =>
      result.root_cause.candidates[0]!.terms.find((term) => term.name === name)?.inputs as {
        victims?: unknown[];
        ties?: unknown[];
        cut?: unknown;
      };
    expect(of('explains').victims).toHaveLength(20);
    expect(of('explains').cut).toEqual({ entities: 16, sum: 16 });
    expect(of('onset').ties).toHaveLength(20);
    expect(of('onset').cut).toMatchObject({ entities: 16 });
    expect(recompute(result).differences).toEqual([]);
  });
  test('also when a later revision of an anomaly told of a lower score', () => {
    const { tors, topology } = twoRacks();
    const worst: Sighting = { ...sighting(tors[0]!, { score: 3 }), score: 7, severity: 'critical' };
    const result = published({ members: [worst], index: createTopologyIndex(topology), background: {} });
    expect(result.trigger_anomaly).toMatchObject({ score: 7, severity: 'critical' });
    expect(recompute(result).differences).toEqual([]);
  });
  test('also when a person typed an anomaly without an id', () => {
    const { tors, topology } = twoRacks();
    const { anomaly_id, entity_id, ...typed } = sighting(tors[0]!).message;
    const member = { ...sighting(tors[0]!), message: typed } as Sighting;
    const result = published({ members: [member], index: createTopologyIndex(topology), background: {} });
    expect(result.trigger_anomaly).toMatchObject({ anomaly_id, entity_id });
    expect(recompute(result).differences).toEqual([]);
  });
});

describe('what was changed by hand is found out:', () => {
  const { tors, servers, topology } = twoRacks();
  const members = [
    sighting(tors[0]!, { metric: 'link_down', at: 5 }),
    ...servers[0]!.map((server, n) => sighting(server, { at: 20 + n, score: 6 })),
  ];
  const sound = published({ members, index: createTopologyIndex(topology), background: {} });
  const { terms } = sound.root_cause.candidates[0]!;
  const first = 'root_cause.candidates.0';
  /** Where the first candidate has a term. */
  const at = (name: string) => `${first}.terms.${terms.findIndex((term) => term.name === name)}`;
  /** Differences of a copy with another value at a dotted path. */
  const after = (path: string, value: unknown) => {
    const copy = structuredClone(sound);
    const names = path.split('.');
    const last = names.pop() as string;
    const place = names.reduce(
      (node, name) => node[name] as Record<string, unknown>,
      copy as unknown as Record<string, unknown>,
    );
    place[last] = value;
    return recompute(copy).differences.join('\n');
  };

  test('nothing, when nothing was', () => expect(recompute(sound).differences).toEqual([]));
  test('a score', () => {
    expect(after(`${first}.score`, 2)).toContain('the score of tor-1 is stated as 2; its evidence gives');
  });
  test('a value, and a weight', () => {
    expect(after(`${at('severity')}.value`, 0.9)).toContain('severity of tor-1 is stated as 0.9');
    expect(after(`${at('severity')}.weight`, 9)).toContain('the weight of severity of tor-1');
  });
  test('a cited score, and the one that it was taken from', () => {
    const cited = after(`${at('severity')}.inputs.anomalies.0.score`, 99);
    expect(cited).toContain('severity of tor-1 is stated as 0.6');
    expect(cited).toContain('with score 99 (high); the result has 3 (high)');
    expect(after('trigger_anomaly.score', 99)).toContain('the result has 99');
  });
  test('an anomaly, when it is left out or given to another', () => {
    expect(after('trigger_anomaly.anomaly_id', 'other')).toContain('which the result does not hold');
    expect(after('trigger_anomaly.entity_id', 'other')).toContain('which is one of other');
  });
  test('a victim', () => {
    const victims = `${at('explains')}.inputs.victims`;
    expect(after(victims, [])).toContain('explains of tor-1 is stated as');
    expect(after(`${victims}.0.entity`, 'x')).toBe('explains of tor-1 cites x, which shows no anomaly');
  });
  test('a confidence, or what it was made from', () => {
    expect(after(`${first}.confidence`, 0.99)).toContain('the confidence of tor-1');
    expect(after('root_cause.confidence', 0.99)).toContain('the confidence of the cause');
    expect(after('root_cause.confidence_inputs.silent', true)).toContain('the confidence of tor-1');
    expect(after('topology.status', 'ok')).toContain('the confidence of tor-1');
  });
  test('the order of the candidates, and who is named', () => {
    const turned = after('root_cause.candidates', sound.root_cause.candidates.toReversed());
    expect(turned).toContain('not in the order of their scores');
    expect(after('root_cause.root_cause_device', 'core-1')).toBe(
      'the cause is core-1, but the first candidate is tor-1',
    );
  });
  test('nonsense instead of inputs, or none', () => {
    for (const inputs of [undefined, {}, { anomalies: 7 }, { anomalies: [null] }])
      expect(after(`${at('severity')}.inputs`, inputs)).toContain('its evidence gives NaN');
    expect(after(`${at('severity')}.name`, 'toString')).toContain('toString of tor-1');
  });
});
