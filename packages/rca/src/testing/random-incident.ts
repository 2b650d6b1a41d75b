import type { EdgeKind, TopologyNode } from '@aiops/contracts';
import fc from 'fast-check';
import { emptyDomain } from '../correlation/incident-state.ts';
import { type AlertHistory, emptyAlertHistory, learnIncident } from '../memory/alert-history.ts';
import { type ChangeMemory, noteChange } from '../memory/change-memory.ts';
import { changesBefore } from '../memory/changes-before.ts';
import { createTopologyIndex, type TopologyIndex } from '../network/topology-index.ts';
import type { Background } from '../ranking/grounds.ts';
import type { Sighting } from '../signals/sighting.ts';
import { START, sighting } from './anomaly.ts';
import { byEntity, deviating } from './deviation.ts';
import { network, node } from './network.ts';

/** An incident on a made-up network, with all that may be known beside it. */
export interface RandomIncident {
  readonly index: TopologyIndex | undefined;
  /** At least one. */
  readonly members: readonly Sighting[];
  readonly background: Background;
}

const TYPES = ['switch', 'server', 'service', 'remote', 'core', 'variable'];
const METRICS = ['link_down', 'errors', 'response_time', 'disk_usage', 'cpu_usage', 'redfish_health', 'm'];
const KINDS: readonly EdgeKind[] = ['connects_to', 'calls', 'runs_on'];
const MOST_NODES = 40;

const nodeOf = fc.constantFrom(...TYPES);
const place = fc.nat(MOST_NODES - 1);

const world = fc.record({
  types: fc.array(nodeOf, { minLength: 1, maxLength: MOST_NODES }),
  // Half of the edges lead to the first nodes, so that some of these have many victims.
  edges: fc.array(fc.tuple(place, fc.oneof(fc.nat(2), place), fc.constantFrom(...KINDS), fc.nat(10)), {
    maxLength: 90,
  }),
  alarm: fc.boolean(),
  mapped: fc.boolean(),
});

const anomalies = fc.array(
  fc.record({
    place,
    at: fc.nat(200),
    metric: fc.constantFrom(...METRICS),
    score: fc.double({ min: 0, max: 20, noNaN: true }),
    ended: fc.option(fc.nat(100)),
  }),
  { minLength: 1, maxLength: 60 },
);

const deviations = fc.array(
  fc.record({
    place,
    metric: fc.constantFrom('latency', 'cpu', 'span_self_time', 'span_gap', 'http_errors', 'x'),
    size: fc.double({ min: 0, max: 20_000, noNaN: true }),
    peer: fc.option(place),
    kind: fc.constantFrom('metric' as const, 'trace' as const, 'log' as const),
  }),
  { maxLength: 30 },
);

const changes = fc.array(
  fc.record({
    place,
    at: fc.integer({ min: -700, max: 200 }),
    kind: fc.constantFrom('deployment' as const, 'config_change' as const),
  }),
  { maxLength: 5 },
);

/** Incidents of all kinds: with and without a map, alarms, deviations, changes and a history; up to sixty anomalies on forty nodes. */
export const randomIncident: fc.Arbitrary<RandomIncident> = fc
  .record({ world, anomalies, deviations, changes, incidents: fc.nat(30) })
  .map(({ world: { types, edges, alarm, mapped }, anomalies, deviations, changes, incidents }) => {
    const nodes = types.map((type, n) => node(type, `n${n}`, { stub: n % 7 === 6 }));
    if (alarm) nodes.push(node('alarm', 'alarm'));
    const at = (n: number) => nodes[n % nodes.length] as TopologyNode;
    const joined = edges.map(([from, to, kind, criticality]) => ({
      from: at(from).id,
      to: at(to).id,
      kind,
      source: 'test',
      criticality: criticality / 10,
    }));
    const members = anomalies.map(({ place, at: begun, metric, score, ended }) =>
      sighting(at(place), {
        at: begun,
        metric,
        score,
        ...(ended === null ? {} : { ended: begun + ended }),
      }),
    );
    const around = deviations.map(({ place, metric, size, peer, kind }) =>
      deviating(at(place), metric, size, { kind, ...(peer === null ? {} : { peer: at(peer).id }) }),
    );
    const changed: ChangeMemory = {};
    for (const { place, at: done, kind } of changes) {
      const { id: entity, name } = at(place);
      noteChange(changed, { entity, name, kind, at: START + done * 1000, summary: 'release' });
    }
    const domain = { ...emptyDomain(), changes: changed };
    return {
      index: mapped ? createTopologyIndex(network(nodes, joined)) : undefined,
      members: [...new Map(members.map((member) => [member.id, member])).values()],
      background: {
        deviations: byEntity(...around),
        changes: changesBefore(domain.changes, START + 300_000, 600_000),
        history: historyOf(members, incidents),
      },
    };
  });

function historyOf(members: readonly Sighting[], incidents: number): AlertHistory {
  const history = emptyAlertHistory();
  for (let n = 0; n < incidents; n += 1) learnIncident(history, members.slice(n % members.length));
  return history;
}
