import type { Records } from '@aiops/runtime';

interface Entry {
  /** The highest revision that is done with. */
  readonly revision: number;
  /** When it was, epoch ms. */
  readonly at: number;
  /** Another one each time that it is written, so that whoever has read it before sees that somebody was at it. */
  readonly mark: string;
}

/** How writing down a delivery went. */
export type Written =
  | 'written'
  /** Somebody else has delivered a later revision, which may now be hidden behind ours. */
  | 'overtaken'
  /** Somebody else was at an earlier revision at the same time, which may now hide ours. Nothing was written. */
  | 'overlapped';

/**
 * Which revision of each incident a sink is done with: delivered, or refused for good. Kept in records, so that neither a
 * restart nor another instance asks outside for what is known to be there; a revision there never becomes lower. At most `limit` incidents:
 * the oldest leave.
 */
export class DeliveryLedger {
  readonly #records: Records;
  readonly #limit: number;
  /** Names this instance. */
  readonly #owner: string;
  #marks = 0;
  /** Oldest first. */
  #known = new Map<string, Entry>();
  /** What the records held before what is being delivered. */
  readonly #read = new Map<string, string | undefined>();

  constructor(records: Records, limit: number, owner: string) {
    this.#records = records;
    this.#limit = limit;
    this.#owner = owner;
  }

  /** Reads what was kept. Rejects with `Unavailable` while the records cannot be read. */
  async load(): Promise<void> {
    const kept = [...(await this.#records.all())].flatMap(([incident, text]) => {
      const entry = entryIn(text);
      return entry === undefined ? [] : [[incident, entry] as const];
    });
    this.#known = new Map(kept.sort(([, a], [, b]) => a.at - b.at));
  }

  /** Whether this revision, or a later one, is known here to be done with. */
  covers(incident: string, revision: number): boolean {
    return this.revision(incident) >= revision;
  }

  /** The revision that is known here to be done with, 0 when none is. */
  revision(incident: string): number {
    return this.#known.get(incident)?.revision ?? 0;
  }

  /** What the records say: the revision that is done with there, 0 when none is. Has to come before each delivery. */
  async look(incident: string): Promise<number> {
    const text = await this.#records.get(incident);
    const entry = entryIn(text);
    this.#read.set(incident, text);
    if (entry === undefined) this.#known.delete(incident);
    else this.#known.set(incident, entry);
    return entry?.revision ?? 0;
  }

  /** Remembers a revision as done with, until it is written down too. */
  note(incident: string, revision: number, at: number): void {
    this.#known.delete(incident);
    this.#known.set(incident, { revision, at, mark: this.#nextMark() });
  }

  /**
   * Writes down what was noted of an incident, if nobody was at it since the last look. Rejects with `Unavailable` while that
   * cannot be done.
   */
  async write(incident: string): Promise<Written> {
    const entry = this.#known.get(incident);
    if (entry === undefined) return 'written';
    const text = JSON.stringify(entry);
    for (;;) {
      if (await this.#records.replace(incident, this.#read.get(incident), text)) break;
      const found = await this.#records.get(incident);
      const theirs = entryIn(found);
      // An attempt of ours of which no answer came.
      if (found === text) break;
      this.#read.set(incident, found);
      if (theirs === undefined) continue;
      this.#known.set(incident, theirs);
      if (theirs.revision === entry.revision) break;
      return theirs.revision > entry.revision ? 'overtaken' : 'overlapped';
    }
    this.#read.delete(incident);
    await this.#bound();
    return 'written';
  }

  /**
   * A delivery of a revision was broken off, and nobody knows whether it will still be done. Lets everyone know who delivers at the same time; true
   * when a later revision was delivered already.
   */
  async doubt(incident: string, revision: number, at: number): Promise<boolean> {
    for (;;) {
      const text = await this.#records.get(incident);
      const entry = entryIn(text) ?? { revision: 0 };
      if (entry.revision > revision) return true;
      const touched: Entry = { revision: entry.revision, at, mark: this.#nextMark() };
      if (await this.#records.replace(incident, text, JSON.stringify(touched))) return false;
    }
  }

  async #bound(): Promise<void> {
    if (this.#known.size <= this.#limit) return;
    // A tenth at a time, so that not every delivery has to delete one.
    const oldest = [...this.#known.keys()].slice(0, Math.ceil(this.#limit / 10));
    await this.#records.delete(oldest);
    for (const left of oldest) this.#known.delete(left);
  }

  #nextMark(): string {
    this.#marks += 1;
    return `${this.#owner}/${this.#marks}`;
  }
}

/** An entry that cannot be read is as good as none: what it stood for is delivered again. One of an earlier release has no mark. */
function entryIn(text: string | undefined): Entry | undefined {
  try {
    const { revision, at, mark = '' } = JSON.parse(text ?? '{}') as Partial<Entry>;
    return typeof revision === 'number' && typeof at === 'number' ? { revision, at, mark } : undefined;
  } catch {
    return undefined;
  }
}
