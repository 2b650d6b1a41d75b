/** In a row of distances: farther than was looked, or not connected. */
export const UNREACHED = 255;

/** Hops from one node to every other up to `depth` (at most 254), by node number. */
export function hopDistances(
  neighbours: readonly (readonly number[])[],
  start: number,
  depth: number,
): Uint8Array {
  const distances = new Uint8Array(neighbours.length).fill(UNREACHED);
  distances[start] = 0;
  let front = [start];
  for (let hops = 1; hops <= Math.min(depth, UNREACHED - 1) && front.length > 0; hops++) {
    const next: number[] = [];
    for (const at of front) {
      for (const neighbour of neighbours[at] ?? []) {
        if (distances[neighbour] !== UNREACHED) continue;
        distances[neighbour] = hops;
        next.push(neighbour);
      }
    }
    front = next;
  }
  return distances;
}
