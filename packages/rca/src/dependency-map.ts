import type { Finding } from './finding.ts';
import { type Reach, type ReachRow, reachAt } from './reach-row.ts';
import type { TopologyIndex } from './topology-index.ts';
import { type VictimTable, victimTable } from './victim-table.ts';

type Tie = readonly [Finding, Reach];

/** How the anomalous entities that depend on an entity feel it. */
export interface Burden {
  readonly count: number;
  /** Sum of what each feels, damped by distance. */
  readonly felt: number;
  /** The nearest of them. */
  readonly nearest: readonly Finding[];
}

/** Who among the entities of an incident depends on whom. */
export interface DependencyMap {
  readonly index: TopologyIndex | undefined;
  readonly depth: number;
  /** Anomalous entities that an entity of the incident depends on, nearest first. */
  anomalousUpstream(entity: string): readonly Tie[];
  /** Anomalous entities that depend on an entity, nearest first. */
  anomalousDownstream(entity: string): readonly Tie[];
  /** The same summed up, which is much cheaper, with the `shown` nearest of them. */
  burden(entity: string, shown: number): Burden;
  /** Entities without an anomaly that at least two anomalous ones depend on, by id. */
  readonly silent: readonly string[];
  /** Share (0…1) of what directly depends on an entity that is anomalous or leads to something anomalous. */
  affectedShare(entity: string): number;
  /** Whether an entity is within reach of something anomalous, whatever the direction; without a topology everything is. */
  isNear(entity: string): boolean;
}

/** Looks up the dependencies between the anomalous entities (in the order of their ids), within `depth`. */
export function dependencyMap(
  findings: ReadonlyMap<string, Finding>,
  index: TopologyIndex | undefined,
  depth: number,
): DependencyMap {
  if (index === undefined) return withoutTopology(depth);
  const known: Finding[] = [];
  const rows: ReachRow[] = [];
  /** By node number, one more than its place among the known; 0 where nothing is anomalous. */
  const places = new Int32Array(index.size);
  for (const finding of findings.values()) {
    const row = index.upstreamRow(finding.entity, depth);
    if (row === undefined) continue;
    rows.push(row);
    places[row.start] = known.push(finding);
  }
  const table = victimTable(index.size, rows);
  const victims = (entity: string) => victimsIn(table, index.numberOf(entity));
  const tie = (row: number, entry: number): Tie => [
    known[row] as Finding,
    reachAt(rows[row] as ReachRow, entry, index.idOf),
  ];
  let near: ((entity: string) => boolean) | undefined;
  return {
    index,
    depth,
    anomalousUpstream(entity) {
      const row = rows[(places[index.numberOf(entity) ?? -1] ?? 0) - 1];
      return row === undefined ? [] : anomalousIn(row, places, known, index);
    },
    anomalousDownstream(entity) {
      const { start, end } = victims(entity);
      return Array.from({ length: end - start }, (_, n) =>
        tie(table.rows[start + n] as number, table.entries[start + n] as number),
      );
    },
    burden(entity, shown) {
      const { start, end, felt } = victims(entity);
      const nearest = Array.from(table.rows.subarray(start, Math.min(end, start + shown)));
      return { count: end - start, felt, nearest: nearest.map((row) => known[row] as Finding) };
    },
    silent: silentIn(table, places, index),
    affectedShare: (entity) => shareOf(entity, table, places, index),
    isNear(entity) {
      near ??= findings.size === 0 ? () => true : index.near(findings.keys(), depth);
      return near(entity);
    },
  };
}

function withoutTopology(depth: number): DependencyMap {
  return {
    index: undefined,
    depth,
    anomalousUpstream: () => [],
    anomalousDownstream: () => [],
    burden: () => ({ count: 0, felt: 0, nearest: [] }),
    silent: [],
    affectedShare: () => 0,
    isNear: () => true,
  };
}

function victimsIn({ starts, felt }: VictimTable, node: number | undefined) {
  if (node === undefined) return { start: 0, end: 0, felt: 0 };
  return { start: starts[node] as number, end: starts[node + 1] as number, felt: felt[node] as number };
}

/** The anomalous entities in a row, nearest first, then in their own order. */
function anomalousIn(row: ReachRow, places: Int32Array, known: readonly Finding[], index: TopologyIndex) {
  const found: { readonly place: number; readonly reach: Reach }[] = [];
  for (const [entry, node] of row.nodes.entries()) {
    const place = places[node] as number;
    if (place > 0) found.push({ place, reach: reachAt(row, entry, index.idOf) });
  }
  found.sort((a, b) => a.reach.distance - b.reach.distance || a.place - b.place);
  return found.map(({ place, reach }): Tie => [known[place - 1] as Finding, reach]);
}

function silentIn({ starts }: VictimTable, places: Int32Array, index: TopologyIndex): string[] {
  const silent: string[] = [];
  for (const [node, place] of places.entries()) {
    const count = (starts[node + 1] as number) - (starts[node] as number);
    if (place === 0 && count >= 2) silent.push(index.idOf(node));
  }
  return silent;
}

function shareOf(entity: string, { starts }: VictimTable, places: Int32Array, index: TopologyIndex): number {
  const direct = new Set(index.dependents(entity).map(({ id }) => index.numberOf(id) as number));
  const affected = (node: number) =>
    (places[node] as number) > 0 || (starts[node + 1] as number) > (starts[node] as number);
  return direct.size === 0 ? 0 : [...direct].filter(affected).length / direct.size;
}
