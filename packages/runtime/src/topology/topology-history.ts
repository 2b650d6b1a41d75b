import type { Topology, TopologyEdge, TopologyNode } from '@aiops/contracts';
import { type CanonicalTopology, edgeIdentity } from './topology-version.ts';

/** What leads from one version of the topology back to the one before it. Plain JSON. */
export interface TopologyStep {
  /** The version that it starts from. */
  readonly from: string;
  /** The version that it leads to, and since when that one was effective. */
  readonly version: string;
  readonly as_of: string;
  /** What comes back, or was different. */
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
  /** What was not there yet: ids of nodes, identities of edges. */
  readonly withoutNodes: readonly string[];
  readonly withoutEdges: readonly string[];
}

/** Longest JSON of one step, and of all that are kept: more is another network rather than a change. */
const STEP_LENGTH = 1_000_000;
const HISTORY_LENGTH = 4_000_000;

/**
 * The steps, as JSON and newest first, after `before` was replaced by `after`. At most `versions` of them are kept, and none beyond a change
 * that is too large to be kept itself.
 */
export function extendHistory(
  history: readonly string[],
  before: Topology,
  after: CanonicalTopology,
  versions: number,
): string[] {
  if (before.version === after.version) return [...history];
  const step = JSON.stringify(stepBetween(before, after));
  if (step.length > STEP_LENGTH) return [];
  let length = 0;
  const kept = [step, ...history].slice(0, versions);
  const end = kept.findIndex((text) => {
    length += text.length;
    return length > HISTORY_LENGTH;
  });
  return end < 0 ? kept : kept.slice(0, end);
}

/** Each version that the steps lead back to, newest first. Ends where a step is missing. */
export function* versionsBack(current: Topology, steps: readonly TopologyStep[]): Generator<Topology> {
  let topology = current;
  for (const step of steps) {
    if (step.from !== topology.version) return;
    topology = stepBack(topology, step);
    yield topology;
  }
}

function stepBetween(before: Topology, after: CanonicalTopology): TopologyStep {
  const nodes = new Map(after.nodes.map((node) => [node.id, JSON.stringify(node, Object.keys(node).sort())]));
  const edges = new Set(after.edges.map(edgeIdentity));
  const had = {
    nodes: new Set(before.nodes.map(({ id }) => id)),
    edges: new Set(before.edges.map(edgeIdentity)),
  };
  return {
    from: after.version,
    version: before.version,
    as_of: before.as_of,
    nodes: before.nodes.filter(
      (node) => nodes.get(node.id) !== JSON.stringify(node, Object.keys(node).sort()),
    ),
    edges: before.edges.filter((edge) => !edges.has(edgeIdentity(edge))),
    withoutNodes: [...nodes.keys()].filter((id) => !had.nodes.has(id)),
    withoutEdges: [...edges].filter((identity) => !had.edges.has(identity)),
  };
}

function stepBack(topology: Topology, step: TopologyStep): Topology {
  const gone = new Set([...step.withoutNodes, ...step.nodes.map(({ id }) => id)]);
  const goneEdges = new Set(step.withoutEdges);
  return {
    version: step.version,
    as_of: step.as_of,
    nodes: [...topology.nodes.filter(({ id }) => !gone.has(id)), ...step.nodes],
    edges: [...topology.edges.filter((edge) => !goneEdges.has(edgeIdentity(edge))), ...step.edges],
  };
}
