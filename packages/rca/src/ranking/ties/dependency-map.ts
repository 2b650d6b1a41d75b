import { distanceAt, endOf, entryOf, type ReachRow, reachAt } from '../../network/reach-row.ts';
import type { TopologyIndex } from '../../network/topology-index.ts';
import type { Finding } from '../finding.ts';
import { TableTies, type TieSource } from './table-ties.ts';
import { byCause, byVictim, tieTable } from './tie-table.ts';
import { NO_TIES, type Tie, type Ties, tiesOf } from './ties.ts';
import { ANOMALOUS, countIn, victimCounts } from './victim-counts.ts';

/** Who among the entities of an incident depends on whom. Nodes are their numbers in the topology, undefined outside of it. */
export interface DependencyMap {
  readonly index: TopologyIndex | undefined;
  readonly depth: number;
  /** Anomalous entities that an anomalous node depends on, nearest first. */
  causes(node: number | undefined): Ties;
  /** Anomalous entities that depend on a node, nearest first. */
  victims(node: number | undefined): Ties;
  /** How many anomalous entities depend on a node, and how much they feel of it in all. */
  victimCount(node: number | undefined): number;
  feltByVictims(node: number | undefined): number;
  /** Nodes without an anomaly that at least two anomalous ones depend on, in the order of their ids. */
  readonly silent: readonly number[];
  /** Dependencies that lead directly to a node. */
  dependentsOn(node: number | undefined): number;
  /** The kinds of these, see {@link kindSet}. */
  kindsOnto(node: number | undefined): number;
  /** What directly depends on a node, and how many of that are anomalous or lead to something anomalous. */
  affectedDependents(node: number | undefined): { readonly dependents: number; readonly affected: number };
  /** Whether a node is within reach of something anomalous, whatever the direction; without a topology everything is. */
  isNear(node: number | undefined): boolean;
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
    if (finding.node === undefined) continue;
    rows.push(index.upstreamRow(finding.node, depth));
    places[finding.node] = known.push(finding);
  }
  const found = victimCounts(index.size, rows);
  const { tallies, listed, rest } = found;
  const source = { known, rows, table: tieTable(found.among, rows, places), idOf: index.idOf };
  const { victims, causes } = tiesIn(tallies, places, source);
  let near: ((node: number) => boolean) | undefined;
  return {
    index,
    depth,
    causes,
    victims,
    victimCount: (node) => (node === undefined ? 0 : countIn(tallies[node] as number)),
    feltByVictims: (node) => (node === undefined ? 0 : (listed[node] as number) + (rest[node] as number)),
    silent: silentIn(tallies),
    dependentsOn: (node) => dependentsIn(node, index),
    kindsOnto: (node) => (node === undefined ? 0 : (index.links.dependents.kindSets[node] as number)),
    affectedDependents: (node) => affectedIn(node, tallies, index),
    isNear(node) {
      if (findings.size === 0) return true;
      if (node === undefined) return false;
      if (tallies[node] !== 0) return true;
      if (near === undefined) {
        // Where little but the outage is asked about, mostly it depends on something anomalous, or that on it.
        if (leadsTo(index.upstreamRow(node, depth), places)) return true;
        near = index.near(
          rows.map(({ start }) => start),
          depth,
        );
      }
      return near(node);
    },
  };
}

function withoutTopology(depth: number): DependencyMap {
  return {
    index: undefined,
    depth,
    causes: () => NO_TIES,
    victims: () => NO_TIES,
    victimCount: () => 0,
    feltByVictims: () => 0,
    silent: [],
    dependentsOn: () => 0,
    kindsOnto: () => 0,
    affectedDependents: () => ({ dependents: 0, affected: 0 }),
    isNear: () => true,
  };
}

/** Looks ties up: those of an anomalous entity are put in order for all of them, those of another one when it is asked for. */
function tiesIn(
  tallies: Int32Array,
  places: Int32Array,
  source: TieSource,
): Pick<DependencyMap, 'victims' | 'causes'> {
  const { table, rows } = source;
  const victimsOfAll = byCause(table, rows.length);
  const causesOfAll = byVictim(table, victimsOfAll, rows.length);
  /** Of nodes that show nothing; asked for several times where one is told. */
  const known = new Map<number, Ties>();
  return {
    victims(node) {
      const count = node === undefined ? 0 : countIn(tallies[node] as number);
      if (node === undefined || count === 0) return NO_TIES;
      const row = (places[node] as number) - 1;
      if (row >= 0) return new TableTies(source, victimsOfAll, row, table.rows);
      const ties = known.get(node) ?? victimsOf(node, count, source);
      known.set(node, ties);
      return ties;
    },
    causes(node) {
      const row = node === undefined ? -1 : (places[node] as number) - 1;
      return row < 0 ? NO_TIES : new TableTies(source, causesOfAll, row, table.causes);
    },
  };
}

/** Who depends on a node that shows nothing: rows are looked through until all `count` are found. */
function victimsOf(node: number, count: number, source: TieSource): Ties {
  const found: Tie[] = [];
  for (const [number, row] of source.rows.entries()) {
    if (found.length === count) break;
    const entry = entryOf(row, node);
    if (entry < 0) continue;
    found.push([source.known[number] as Finding, reachAt(row, entry, distanceAt(row, entry), source.idOf)]);
  }
  return tiesOf(found.sort(([, a], [, b]) => a.distance - b.distance));
}

/** Whether a row reaches something anomalous. */
function leadsTo(row: ReachRow, places: Int32Array): boolean {
  const { nodes, ends } = row;
  const end = endOf(row);
  for (let entry = ends[0] as number; entry < end; entry += 1)
    if (places[nodes[entry] as number] !== 0) return true;
  return false;
}

function silentIn(tallies: Int32Array): number[] {
  const silent: number[] = [];
  for (let node = 0; node < tallies.length; node += 1) {
    const tally = tallies[node] as number;
    if (tally >= 2 && tally < ANOMALOUS) silent.push(node);
  }
  return silent;
}

function dependentsIn(node: number | undefined, { links }: TopologyIndex): number {
  if (node === undefined) return 0;
  const { starts } = links.dependents;
  return (starts[node + 1] as number) - (starts[node] as number);
}

function affectedIn(on: number | undefined, tallies: Int32Array, { links }: TopologyIndex) {
  const { starts, ends } = links.dependents;
  let [dependents, affected, before] = [0, 0, -1];
  if (on === undefined) return { dependents, affected };
  const end = starts[on + 1] as number;
  for (let link = starts[on] as number; link < end; link += 1) {
    const node = ends[link] as number;
    // Parallel links stand next to each other.
    if (node === before) continue;
    before = node;
    dependents += 1;
    if (tallies[node] !== 0) affected += 1;
  }
  return { dependents, affected };
}
