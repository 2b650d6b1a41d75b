import type { Graph, GraphNode, Role } from '../graph/graph-model.ts';

/** A node of a graph. */
export function sampleNode(id: string, role: Role = 'other', rest: Partial<GraphNode> = {}): GraphNode {
  return { id, name: id, type: 'server', site: 'lab', tier: 'server', role, count: 1, ...rest };
}

/** A cause with so many neighbours, of which the first three are victims. */
export function sampleStar(size: number): Graph {
  const leaves = Array.from({ length: size - 1 }, (_, number) =>
    sampleNode(`n${number}`, number < 3 ? 'victim' : 'other', { site: `s${number % 3}` }),
  );
  return {
    nodes: [sampleNode('cause', 'cause', { tier: 'access' }), ...leaves],
    edges: leaves.map(({ id, role }) => ({ from: 'cause', to: id, isPath: role === 'victim' })),
  };
}
