import type { EdgeKind } from '@aiops/contracts';
import type { Finding } from './finding.ts';
import { kindOf, type Reach, type ReachRow, reachAt } from './reach-row.ts';
import type { Ties } from './ties.ts';

/** Ties by number: who depends by its row, the entry of that row at which the other is reached, and how far away that is. */
export interface TieColumns {
  readonly rows: number[];
  readonly entries: number[];
  readonly distances: number[];
}

/** What ties are read from: the anomalous entities, and what each of them reaches, both by row. */
export interface TieSource {
  readonly known: readonly Finding[];
  readonly rows: readonly ReachRow[];
  idOf(node: number): string;
}

/** Ties of one entity: so many in an order, from a place on; `others` tells by tie the row of the one that it is tied to. */
export interface TieGroup {
  readonly ties: TieColumns;
  readonly others: readonly number[];
  readonly order: ArrayLike<number>;
  readonly start: number;
  readonly count: number;
}

/** Ties that are read from columns of numbers. A class, because hundreds are made for an incident and asked for thousands of ties. */
export class TableTies implements Ties {
  private readonly source: TieSource;
  private readonly group: TieGroup;
  readonly count: number;
  constructor(source: TieSource, group: TieGroup) {
    this.source = source;
    this.group = group;
    this.count = group.count;
  }
  finding(place: number): Finding {
    return this.source.known[this.group.others[this.tie(place)] as number] as Finding;
  }
  distance(place: number): number {
    return this.group.ties.distances[this.tie(place)] as number;
  }
  strength(place: number): number {
    const tie = this.tie(place);
    return this.row(tie).strengths[this.group.ties.entries[tie] as number] as number;
  }
  kind(place: number): EdgeKind {
    const tie = this.tie(place);
    const { table, links } = this.row(tie);
    return kindOf(table, links[this.group.ties.entries[tie] as number] as number);
  }
  reach(place: number): Reach {
    const tie = this.tie(place);
    const { entries, distances } = this.group.ties;
    return reachAt(this.row(tie), entries[tie] as number, distances[tie] as number, this.source.idOf);
  }
  private tie(place: number): number {
    return this.group.order[this.group.start + place] as number;
  }
  private row(tie: number): ReachRow {
    return this.source.rows[this.group.ties.rows[tie] as number] as ReachRow;
  }
}
