import type { Records } from '@aiops/runtime';

interface Entry {
  /** The highest revision that is done with. */
  readonly revision: number;
  /** When it was, epoch ms. */
  readonly at: number;
}

/**
 * Which revision of each incident a sink is done with: delivered, or refused for good. Kept in records, so that neither a
 * restart nor another instance asks outside for what is known to be there. At most `limit` incidents: the oldest leave.
 */
export class DeliveryLedger {
  readonly #records: Records;
  readonly #limit: number;
  /** Oldest first. */
  #known = new Map<string, Entry>();

  constructor(records: Records, limit: number) {
    this.#records = records;
    this.#limit = limit;
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
    return (this.#known.get(incident)?.revision ?? 0) >= revision;
  }

  /** The same, looked up in the records: another instance may have done it. */
  async look(incident: string, revision: number): Promise<boolean> {
    if (this.covers(incident, revision)) return true;
    const entry = entryIn(await this.#records.get(incident));
    if (entry !== undefined) this.#known.set(incident, entry);
    return this.covers(incident, revision);
  }

  /** Forgets what is known here of an incident and not in the records: the store may have lost what was done. */
  async recall(incident: string): Promise<void> {
    const entry = entryIn(await this.#records.get(incident));
    if (entry === undefined) this.#known.delete(incident);
  }

  /** Remembers a revision as done with, until it is written down too. */
  note(incident: string, revision: number, at: number): void {
    this.#known.delete(incident);
    this.#known.set(incident, { revision, at });
  }

  /** Writes down what was noted of an incident. Rejects with `Unavailable` while that cannot be done. */
  async write(incident: string): Promise<void> {
    const entry = this.#known.get(incident);
    if (entry !== undefined) await this.#records.put(incident, JSON.stringify(entry));
    if (this.#known.size <= this.#limit) return;
    // A tenth at a time, so that not every delivery has to delete one.
    const oldest = [...this.#known.keys()].slice(0, Math.ceil(this.#limit / 10));
    await this.#records.delete(oldest);
    for (const left of oldest) this.#known.delete(left);
  }
}

/** An entry that cannot be read is as good as none: what it stood for is delivered again. */
function entryIn(text: string | undefined): Entry | undefined {
  try {
    const { revision, at } = JSON.parse(text ?? '{}') as Partial<Entry>;
    return typeof revision === 'number' && typeof at === 'number' ? { revision, at } : undefined;
  } catch {
    return undefined;
  }
}
