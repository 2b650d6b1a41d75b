import type { BusRecord } from './bus.ts';

/** The records of one partition in memory, oldest first. Keeps at most `capacity`; offsets never start anew. */
export class MemoryPartition {
  readonly #capacity: number;
  #records: BusRecord[] = [];
  /** Offset of the first element of the array, of which `#dropped` elements no longer count. */
  #base = 0;
  #dropped = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Offset of the oldest record that is still kept. */
  get first(): number {
    return this.#base + this.#dropped;
  }

  /** Offset that the next record will get. */
  get next(): number {
    return this.#base + this.#records.length;
  }

  append(record: BusRecord): void {
    this.#records.push(record);
    if (this.next - this.first <= this.#capacity) return;
    this.#dropped += 1;
    // Moving the array for each record would cost more than the little that is kept too long.
    if (this.#dropped * 8 < this.#capacity) return;
    this.#records.splice(0, this.#dropped);
    this.#base += this.#dropped;
    this.#dropped = 0;
  }

  /** At most `limit` records from an offset on, or from the first that is kept. */
  read(from: number, limit: number): BusRecord[] {
    const start = Math.max(from, this.first) - this.#base;
    return this.#records.slice(start, start + limit);
  }
}
