import type { Finding } from './finding.ts';
import type { ReachRow } from './reach-row.ts';
import { type Cause, CauseTies, type TieSource, VictimTies } from './table-ties.ts';
import { listOfTies, NO_TIES, type Tie, type Ties } from './ties.ts';
import type { TopologyIndex } from './topology-index.ts';
import { type VictimTable, victimTable } from './victim-table.ts';

/** Who among the entities of an incident depends on whom. */
export interface DependencyMap {
  readonly index: TopologyIndex | undefined;
  readonly depth: number;
  /** Anomalous entities that an entity of the incident depends on, nearest first. */
  causes(entity: string): Ties;
  /** Anomalous entities that depend on an entity, nearest first. */
  victims(entity: string): Ties;
  /** {@link victims} as a list, which costs more. */
  anomalousDownstream(entity: string): readonly Tie[];
  /** Entities without an anomaly that at least two anomalous ones depend on, by id. */
  readonly silent: readonly string[];
  /** What directly depends on an entity, and how many of that are anomalous or lead to something anomalous. */
  affectedDependents(entity: string): { readonly dependents: number; readonly affected: number };
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
  const source: TieSource = { known, rows, table, idOf: index.idOf };
  const victims = (entity: string): Ties => {
    const node = index.numberOf(entity);
    if (node === undefined) return NO_TIES;
    const start = table.starts[node] as number;
    return new VictimTies(source, start, (table.starts[node + 1] as number) - start);
  };
  let upstream: readonly (readonly Cause[])[] | undefined;
  const causes = (entity: string): Ties => {
    upstream ??= causesIn(table, rows);
    const found = upstream[(places[index.numberOf(entity) ?? -1] ?? 0) - 1];
    return found === undefined ? NO_TIES : new CauseTies(source, found);
  };
  let near: ((entity: string) => boolean) | undefined;
  return {
    index,
    depth,
    causes,
    victims,
    anomalousDownstream: (entity) => listOfTies(victims(entity)),
    silent: silentIn(table, places, index),
    affectedDependents: (entity) => affectedIn(entity, table, places, index),
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
    causes: () => NO_TIES,
    victims: () => NO_TIES,
    anomalousDownstream: () => [],
    silent: [],
    affectedDependents: () => ({ dependents: 0, affected: 0 }),
    isNear: () => true,
  };
}

/** By row, the causes in it, nearest first and then by id. Read from the table: most of a row shows nothing. */
function causesIn({ starts, rows: of, distances }: VictimTable, rows: readonly ReachRow[]): Cause[][] {
  const found: Cause[][] = rows.map(() => []);
  for (const [cause, { start: node }] of rows.entries()) {
    const end = starts[node + 1] as number;
    for (let place = starts[node] as number; place < end; place += 1) {
      found[of[place] as number]?.push({ cause, place });
    }
  }
  for (const causes of found) {
    causes.sort((a, b) => (distances[a.place] as number) - (distances[b.place] as number));
  }
  return found;
}

function silentIn({ starts }: VictimTable, places: Int32Array, index: TopologyIndex): string[] {
  const silent: string[] = [];
  for (let node = 0; node < places.length; node += 1) {
    const count = (starts[node + 1] as number) - (starts[node] as number);
    if (places[node] === 0 && count >= 2) silent.push(index.idOf(node));
  }
  return silent;
}

function affectedIn(entity: string, { starts }: VictimTable, places: Int32Array, index: TopologyIndex) {
  const direct = new Set(index.dependents(entity).map(({ id }) => index.numberOf(id) as number));
  let affected = 0;
  for (const node of direct) {
    const leads = (starts[node + 1] as number) > (starts[node] as number);
    if (leads || (places[node] as number) > 0) affected += 1;
  }
  return { dependents: direct.size, affected };
}
