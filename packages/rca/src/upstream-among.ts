import type { TopologyIndex } from './topology-index.ts';

/** What an entity depends on, nearest first, with the number of dependencies in between (1 is a direct one). */
export type Upstream = (entity: string) => readonly (readonly [id: string, distance: number])[];

/** Looks up dependencies within `depth`, only those among some entities: most of a network has nothing to say. */
export function upstreamAmong(
  ids: Iterable<string>,
  index: TopologyIndex | undefined,
  depth: number,
): Upstream {
  if (index === undefined) return () => [];
  const asked = new Uint8Array(index.size);
  for (const id of ids) {
    const node = index.numberOf(id);
    if (node !== undefined) asked[node] = 1;
  }
  return (entity) => {
    const found: (readonly [string, number])[] = [];
    const row = index.upstreamRow(entity, depth);
    if (row === undefined) return found;
    let distance = 1;
    for (const [entry, node] of row.nodes.entries()) {
      while (entry >= (row.ends[distance] as number)) distance += 1;
      if (asked[node] === 1) found.push([index.idOf(node), distance]);
    }
    return found;
  };
}
