import type { TopologyIndex } from './topology-index.ts';

/** What an entity depends on among some, nearest first: by entry the place of each among these, and how far away it is (1: directly). */
export interface UpstreamAmong {
  readonly places: readonly number[];
  readonly distances: readonly number[];
}

const NOTHING: UpstreamAmong = { places: [], distances: [] };

/** Looks up dependencies within `depth`, only those among some entities, each named once: most of a network has nothing to say. */
export function upstreamAmong(
  ids: readonly string[],
  index: TopologyIndex | undefined,
  depth: number,
): (entity: string) => UpstreamAmong {
  if (index === undefined) return () => NOTHING;
  /** By node number, one more than its place among the ids; 0 for all others. */
  const asked = new Int32Array(index.size);
  for (const [place, id] of ids.entries()) {
    const node = index.numberOf(id);
    if (node !== undefined) asked[node] = place + 1;
  }
  return (entity) => {
    const row = index.upstreamRow(entity, depth);
    if (row === undefined) return NOTHING;
    const { nodes, ends } = row;
    const [places, distances]: [number[], number[]] = [[], []];
    for (let distance = 1; distance < ends.length; distance += 1) {
      const end = ends[distance] as number;
      for (let entry = ends[distance - 1] as number; entry < end; entry += 1) {
        const place = asked[nodes[entry] as number] as number;
        if (place === 0) continue;
        places.push(place - 1);
        distances.push(distance);
      }
    }
    return { places, distances };
  };
}
