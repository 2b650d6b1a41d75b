import type { Topology } from '@aiops/contracts';
import {
  advance,
  backgroundOf,
  createTopologyIndex,
  type DomainState,
  emptyDomain,
  type FoldContext,
  type Revision,
  type TopologyIndex,
  take,
  takeDeviation,
  toResult,
} from '@aiops/rca';
import { quantile } from 'simple-statistics';
import { cpuMicros } from './cpu-time.ts';
import { layeredTopology } from './layered-topology.ts';
import { type MadeUpOutage, madeUpOutage, OUTAGE_START } from './made-up-outage.ts';
import { randomTopology } from './random-topology.ts';

const NODES = 10_000;
const EDGES = 50_000;
const INCIDENTS = 300;
/** Each takes far longer, and no network is like that. */
const RANDOM_INCIDENTS = 30;
/** Outages of the same part of a network before an incident, from which its rarities and delays are learned; and how far apart they lie. */
const EARLIER = 6;
const EARLIER_INCIDENTS = 100;
const APART_MS = 6 * 3_600_000;
/** Incidents before these, in the course of which the code is compiled; what they cost is told by itself. */
const WARM_UP = 50;
const SIZE = { anomalies: 500, deviations: 500, entities: 200 };
const OPTIONS = { windowMs: 600_000, waitMs: 30_000, resolveAfterMs: 300_000, updateEveryMs: 30_000 };
const DEPTH = 5;

/**
 * CPU ms to rank and explain one revision of an incident of 500 anomalies among 200 entities, beside which 500 deviations are known: incidents
 * in different parts of a network, whose index is built and holds what entities depend on, as far as it keeps that. `layered` is shaped
 * like a data centre; `experienced` is the same where each incident has been there six times before; in `random` nodes are joined at random, so that everything depends on almost everything within five hops, as in no
 * real network. All threads of the process count: a collection of garbage, whoever made it, is part of what it interrupts.
 */
export function rankingCost(): Record<string, unknown> {
  return {
    ...SIZE,
    layered: costIn(layeredTopology(NODES, EDGES), INCIDENTS),
    experienced: costIn(layeredTopology(NODES, EDGES), EARLIER_INCIDENTS, EARLIER),
    random: costIn(randomTopology(NODES, EDGES), RANDOM_INCIDENTS),
  };
}

function costIn(topology: Topology, incidents: number, earlier = 0): Record<string, number> {
  const index = createTopologyIndex(topology);
  // As the service does it before it uses a new version.
  const ahead = cpuMicros(() => [...index.findUpstreamAhead(DEPTH)]);
  const ids = topology.nodes.map(({ id }) => id);
  const firsts: number[] = [];
  const results: number[] = [];
  const folds: number[] = [];
  for (let n = -WARM_UP; n < incidents; n += 1) {
    const start = ids[(1_009 * (n + WARM_UP)) % ids.length] as string;
    const outages = Array.from({ length: earlier + 1 }, (_, before) =>
      madeUpOutage(index, start, SIZE, OUTAGE_START - (earlier - before) * APART_MS),
    );
    const { result, fold } = cost(outages, index);
    (n < 0 ? firsts : results).push(result / 1_000);
    if (n >= 0) folds.push(fold / 1_000);
  }
  return {
    incidents,
    nodes: topology.nodes.length,
    edges: topology.edges.length,
    ahead_cpu_ms: rounded(ahead / 1_000),
    first_results_cpu_ms_p50: rounded(quantile(firsts, 0.5)),
    result_cpu_ms_p50: rounded(quantile(results, 0.5)),
    result_cpu_ms_p99: rounded(quantile(results, 0.99)),
    correlation_cpu_ms_p50: rounded(quantile(folds, 0.5)),
    correlation_cpu_ms_p99: rounded(quantile(folds, 0.99)),
  };
}

/** CPU µs of the first revision of the last outage, and of the correlation that led to it. */
function cost(outages: readonly MadeUpOutage[], index: TopologyIndex) {
  const state = emptyDomain();
  const space = { index, depth: DEPTH, windowMs: OPTIONS.windowMs };
  let result: number | undefined;
  let explained = 0;
  const publish = (revision: Revision) => {
    const took = cpuMicros(() => explain(revision, state, space));
    explained += took;
    if (revision.at >= OUTAGE_START && revision.status === 'open') result ??= took;
  };
  const context: FoldContext = { options: OPTIONS, space, publish };
  const foldIn = ({ sightings, began }: MadeUpOutage) => {
    for (const sighting of sightings) take(state, sighting, began, context);
    advance(state, began + 10 * OPTIONS.waitMs, context);
  };
  let fold = 0;
  for (const outage of outages) {
    for (const deviating of outage.deviations) takeDeviation(state, deviating, outage.began, context);
    explained = 0;
    fold = cpuMicros(() => foldIn(outage)) - explained;
  }
  if (result === undefined) throw new Error('The anomalies of a made-up outage formed no incident.');
  return { result, fold };
}

function explain(revision: Revision, state: DomainState, space: FoldContext['space']): void {
  const background = backgroundOf(state, revision.incident, revision.at);
  toResult(revision, { domain: 'default', space, topologyStatus: 'ok', background });
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
