import type { Graph, GraphEdge, GraphNode } from './graph-model.ts';

/** By what those that are well are put together. */
export const GROUPINGS = ['none', 'tier', 'site'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Beyond this many nodes those that are well are put together unless somebody wants otherwise. */
const CALM = 60;

/** How a graph is shown at first. */
export function usualGrouping({ nodes }: Graph): Grouping {
  return nodes.length > CALM ? 'tier' : 'none';
}

/** The id of the group that a node belongs to; undefined for one that is always shown by itself. */
export function groupOf({ role, tier, site }: GraphNode, grouping: Grouping): string | undefined {
  if (grouping === 'none' || role !== 'other') return undefined;
  return `group ${grouping} ${grouping === 'tier' ? tier : site}`;
}

/**
 * The graph with those that are well put together by tier or site, but for the groups that are open. Edges of what was put together become
 * one of the group.
 */
export function collapse(graph: Graph, grouping: Grouping, open: ReadonlySet<string>): Graph {
  const members = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    const group = groupOf(node, grouping);
    if (group !== undefined && !open.has(group)) members.set(group, [...(members.get(group) ?? []), node]);
  }
  const shownAs = new Map<string, string>();
  const groups: GraphNode[] = [];
  for (const [id, nodes] of members) {
    const [first] = nodes;
    if (first === undefined || nodes.length < 2) continue;
    for (const node of nodes) shownAs.set(node.id, id);
    groups.push({
      ...first,
      id,
      name: grouping === 'tier' ? first.tier : first.site,
      type: 'group',
      count: nodes.length,
    });
  }
  const nodes = graph.nodes.filter(({ id }) => !shownAs.has(id));
  return { nodes: [...nodes, ...groups], edges: merged(graph.edges, shownAs) };
}

function merged(edges: readonly GraphEdge[], shownAs: ReadonlyMap<string, string>): GraphEdge[] {
  const kept = new Map<string, GraphEdge>();
  for (const { from, to, isPath } of edges) {
    const edge = { from: shownAs.get(from) ?? from, to: shownAs.get(to) ?? to, isPath };
    if (edge.from === edge.to) continue;
    const key = JSON.stringify([edge.from, edge.to]);
    if (!kept.has(key) || isPath) kept.set(key, edge);
  }
  return [...kept.values()];
}
