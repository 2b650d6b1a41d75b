import { entityUrn, type Topology } from '@aiops/contracts';
import { layeredTopology } from './layered-topology.ts';

/**
 * Networks of one site with no way from one to another, so that what fails in each is an incident of its own: as many copies as asked
 * of a layered topology of `nodes` nodes and `edges` edges.
 */
export function stormNetwork(copies: number, nodes: number, edges: number): Topology {
  const pattern = layeredTopology(nodes, edges);
  const islands = Array.from({ length: copies }, (_, copy) => islandOf(pattern, copy));
  return {
    ...pattern,
    version: 'storm',
    nodes: islands.flatMap((island) => island.nodes),
    edges: islands.flatMap((island) => island.edges),
  };
}

function islandOf({ nodes, edges }: Topology, copy: number): Pick<Topology, 'nodes' | 'edges'> {
  const renamed = new Map(
    nodes.map((node) => {
      const name = `${node.name}-of-${copy}`;
      return [node.id, { ...node, name, id: entityUrn(node.kind, node.type, 'default', name) }];
    }),
  );
  const idOf = (id: string) => renamed.get(id)?.id ?? id;
  return {
    nodes: [...renamed.values()],
    edges: edges.map((edge) => ({ ...edge, from: idOf(edge.from), to: idOf(edge.to) })),
  };
}
