import type { Finding } from './finding.ts';
import { type Reach, type ReachRow, reachAt } from './reach-row.ts';
import type { Ties } from './ties.ts';
import type { VictimTable } from './victim-table.ts';

/** What ties are read from: the anomalous entities, what each of them reaches, and the same turned around. */
export interface TieSource {
  /** By row. */
  readonly known: readonly Finding[];
  readonly rows: readonly ReachRow[];
  readonly table: VictimTable;
  idOf(node: number): string;
}

/** An anomalous entity by its row, and the place in the table of somebody who depends on it. */
export interface Cause {
  readonly cause: number;
  readonly place: number;
}

/** Victims of a node: so many from `start` on. A class, because thousands of them are made for an incident. */
export class VictimTies implements Ties {
  private readonly source: TieSource;
  private readonly start: number;
  readonly count: number;
  constructor(source: TieSource, start: number, count: number) {
    this.source = source;
    this.start = start;
    this.count = count;
  }
  finding(place: number): Finding {
    return this.source.known[this.source.table.rows[this.start + place] as number] as Finding;
  }
  distance(place: number): number {
    return this.source.table.distances[this.start + place] as number;
  }
  strength(place: number): number {
    return strengthAt(this.source, this.start + place);
  }
  reach(place: number): Reach {
    return reachIn(this.source, this.start + place);
  }
}

/** What an anomalous entity depends on, as far as it is anomalous, too. */
export class CauseTies implements Ties {
  private readonly source: TieSource;
  private readonly causes: readonly Cause[];
  readonly count: number;
  constructor(source: TieSource, causes: readonly Cause[]) {
    this.source = source;
    this.causes = causes;
    this.count = causes.length;
  }
  finding(place: number): Finding {
    return this.source.known[(this.causes[place] as Cause).cause] as Finding;
  }
  distance(place: number): number {
    return this.source.table.distances[(this.causes[place] as Cause).place] as number;
  }
  strength(place: number): number {
    return strengthAt(this.source, (this.causes[place] as Cause).place);
  }
  reach(place: number): Reach {
    return reachIn(this.source, (this.causes[place] as Cause).place);
  }
}

function strengthAt({ rows, table }: TieSource, place: number): number {
  const row = rows[table.rows[place] as number] as ReachRow;
  return row.strengths[table.entries[place] as number] as number;
}

function reachIn({ rows, table, idOf }: TieSource, place: number): Reach {
  return reachAt(rows[table.rows[place] as number] as ReachRow, table.entries[place] as number, idOf);
}
