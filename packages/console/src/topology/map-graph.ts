import type { Graph, GraphEdge, Role } from '../graph/graph-model.ts';
import type { Operations } from '../live/api-types.ts';
import type { NodeHealth } from './map-health.ts';

type Topology = Operations['getTopology']['answer'];
type Dependent = Operations['getDependents']['answer']['items'][number];

/** What is supposed: a node that fails, and what would feel it, the nearest first. */
export interface Supposed {
  readonly id: string;
  readonly dependents: readonly Dependent[];
}

/** More of what would feel a failure is not drawn one by one. */
export const MOST_DRAWN = 120;

/** The whole map as a graph: with the health of now, or with what is supposed to fail in its place. */
export function mapGraph(
  { nodes, edges }: Pick<Topology, 'nodes' | 'edges'>,
  health: ReadonlyMap<string, NodeHealth>,
  supposed?: Supposed,
): Graph {
  const felt = (supposed?.dependents ?? []).slice(0, MOST_DRAWN);
  const touched = new Set(felt.map(({ id }) => id));
  const roleOf = (id: string): Role => {
    if (supposed === undefined) return health.get(id)?.role ?? 'other';
    if (id === supposed.id) return 'cause';
    return touched.has(id) ? 'victim' : 'other';
  };
  const known = new Set(nodes.map(({ id }) => id));
  const spread = felt.map(({ id, through }): GraphEdge => ({ from: through, to: id, isPath: true }));
  const onWay = new Set(spread.flatMap(({ from, to }) => [pair(from, to), pair(to, from)]));
  const cables = edges
    .filter(({ from, to }) => known.has(from) && known.has(to) && !onWay.has(pair(from, to)))
    .map(({ from, to }): GraphEdge => ({ from, to, isPath: false }));
  return {
    nodes: nodes.map(({ id, name, type, site, tier }) => ({
      id,
      name,
      type,
      site: site ?? 'default',
      tier: tier ?? type,
      role: roleOf(id),
      count: 1,
    })),
    edges: [...spread.filter(({ from, to }) => known.has(from) && known.has(to)), ...cables],
  };
}

function pair(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
