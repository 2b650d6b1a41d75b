import type { EdgeKind } from '@aiops/contracts';
import { kindOf } from '../../network/link-table.ts';
import { type Reach, type ReachRow, reachAt } from '../../network/reach-row.ts';
import type { Finding } from '../finding.ts';
import type { TieGroups, TieTable } from './tie-table.ts';
import type { Ties } from './ties.ts';

/** What ties are read from: the anomalous entities and what each of them reaches, by row, and who is tied to whom. */
export interface TieSource {
  readonly known: readonly Finding[];
  readonly rows: readonly ReachRow[];
  readonly table: TieTable;
  idOf(node: number): string;
}

/** The ties of one row in groups of them. A class, because hundreds are made for an incident and asked for thousands of ties. */
export class TableTies implements Ties {
  private readonly source: TieSource;
  private readonly order: Int32Array;
  private readonly start: number;
  /** The rows at the other ends of ties. */
  private readonly others: ArrayLike<number>;
  readonly count: number;
  constructor(source: TieSource, { starts, order }: TieGroups, row: number, others: ArrayLike<number>) {
    this.source = source;
    this.order = order;
    this.others = others;
    this.start = starts[row] as number;
    this.count = (starts[row + 1] as number) - this.start;
  }
  finding(place: number): Finding {
    return this.source.known[this.others[this.tie(place)] as number] as Finding;
  }
  distance(place: number): number {
    return this.source.table.distances[this.tie(place)] as number;
  }
  strength(place: number): number {
    return this.source.table.strengths[this.tie(place)] as number;
  }
  kind(place: number): EdgeKind {
    const tie = this.tie(place);
    const { table, links } = this.row(tie);
    return kindOf(table, links[this.source.table.entries[tie] as number] as number);
  }
  reach(place: number): Reach {
    const tie = this.tie(place);
    const { entries, distances } = this.source.table;
    const [entry, distance] = [entries[tie] as number, distances[tie] as number];
    return reachAt(this.row(tie), entry, distance, this.source.idOf);
  }
  private tie(place: number): number {
    return this.order[this.start + place] as number;
  }
  private row(tie: number): ReachRow {
    return this.source.rows[this.source.table.rows[tie] as number] as ReachRow;
  }
}
