import type { ReachRow } from '../../network/reach-row.ts';
import type { TopologyIndex } from '../../network/topology-index.ts';

/** What a node depends on among some, by their places and nearest first. Looks no farther than it is asked for. */
export class UpstreamAmong {
  /** Of those that were found so far. */
  readonly places: number[] = [];
  private readonly row: ReachRow | undefined;
  private readonly asked: Int32Array;
  /** By distance, the end of the places that far away or nearer. */
  private readonly ends = [0];
  /** `asked` has by node one more than its place among those that are looked for, and 0 for all others. */
  constructor(row: ReachRow | undefined, asked: Int32Array) {
    this.row = row;
    this.asked = asked;
  }
  /** The end of the places that are so far away (1: directly) or nearer; undefined where it depends on nothing so far away. */
  endAt(distance: number): number | undefined {
    while (this.ends.length <= distance && this.row !== undefined && this.ends.length < this.row.ends.length)
      this.lookOn(this.row, this.ends.length);
    return this.ends[distance];
  }
  private lookOn({ nodes, ends }: ReachRow, distance: number): void {
    const end = ends[distance] as number;
    for (let entry = ends[distance - 1] as number; entry < end; entry += 1) {
      const place = this.asked[nodes[entry] as number] as number;
      if (place > 0) this.places.push(place - 1);
    }
    this.ends.push(this.places.length);
  }
}

/** Looks up dependencies within `depth`, only those among some nodes, each named once: most of a network has nothing to say. */
export function upstreamAmong(
  nodes: readonly (number | undefined)[],
  index: TopologyIndex | undefined,
  depth: number,
): (node: number | undefined) => UpstreamAmong {
  const asked = new Int32Array(index?.size ?? 0);
  for (const [place, node] of nodes.entries()) if (node !== undefined) asked[node] = place + 1;
  return (node) => new UpstreamAmong(node === undefined ? undefined : index?.upstreamRow(node, depth), asked);
}
