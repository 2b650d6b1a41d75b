import type { EdgeKind } from '@aiops/contracts';
import type { Finding } from './finding.ts';
import { kindOf, type Reach, type ReachRow, reachAt } from './reach-row.ts';
import type { TieTable } from './tie-table.ts';
import type { Ties } from './ties.ts';

/** What ties are read from: the anomalous entities, and what each of them reaches, both by row. */
export interface TieSource {
  readonly known: readonly Finding[];
  readonly rows: readonly ReachRow[];
  idOf(node: number): string;
}

/** One group of a table. A class, because hundreds are made for an incident and asked for thousands of ties. */
export class TableTies implements Ties {
  private readonly source: TieSource;
  private readonly table: TieTable;
  private readonly start: number;
  readonly count: number;
  constructor(source: TieSource, table: TieTable, group: number) {
    this.source = source;
    this.table = table;
    this.start = table.starts[group] as number;
    this.count = (table.starts[group + 1] as number) - this.start;
  }
  finding(place: number): Finding {
    return this.source.known[this.table.others[this.start + place] as number] as Finding;
  }
  distance(place: number): number {
    return this.table.distances[this.start + place] as number;
  }
  strength(place: number): number {
    return this.table.strengths[this.start + place] as number;
  }
  kind(place: number): EdgeKind {
    const { table, links } = this.row(place);
    return kindOf(table, links[this.table.entries[this.start + place] as number] as number);
  }
  reach(place: number): Reach {
    const entry = this.table.entries[this.start + place] as number;
    return reachAt(this.row(place), entry, this.distance(place), this.source.idOf);
  }
  private row(place: number): ReachRow {
    return this.source.rows[this.table.rows[this.start + place] as number] as ReachRow;
  }
}
