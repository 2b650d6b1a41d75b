import type { Records } from '@aiops/runtime';
import {
  emptyEntry,
  type LedgerClass,
  type LedgerEntry,
  readEntry,
  type Standing,
  type SuppressionReason,
  suppressedBy,
  tally,
  writeEntry,
} from './ledger-entry.ts';
import { Turns } from './turns.ts';

/** What happened to one revision of an incident on one channel. */
export interface LedgerNote {
  readonly incident: string;
  readonly channel: string;
  /** The anomalies of the revision. */
  readonly anomalies: readonly string[];
  /** Whether it says that the incident went into another one, which has its anomalies from then on. */
  readonly merged: boolean;
  /** How the incident stands with the channel now. */
  readonly standing: Standing;
  /** Whether a message about this revision was sent. */
  readonly sent: boolean;
  /** Epoch ms. */
  readonly at: number;
}

/** Most incidents in the ledger, and most anomalies of one. */
const INCIDENTS = 2_000;
const ANOMALIES = 2_000;

/**
 * Every anomaly that came with a result is in exactly one class: *notified* when a message was sent since it belongs to
 * its incident, *grouped* when it joined an incident that people knew and needed no message of its own, *suppressed* in
 * all other cases, with the reason. Entries are kept in records, and read from there when their incident is dealt with.
 */
export class Ledger {
  readonly #records: Records;
  readonly #limit: number;
  readonly #entries = new Map<string, LedgerEntry>();
  /** Anomaly → the incident that has it. */
  readonly #owners = new Map<string, string>();
  readonly #counts = { notified: 0, grouped: 0, suppressed: 0 };
  readonly #turns = new Turns();

  constructor(records: Records, limit: number = INCIDENTS) {
    this.#records = records;
    this.#limit = limit;
  }

  /** Enters a revision. One at a time: it may take anomalies from any other incident. */
  note(note: LedgerNote): Promise<void> {
    return this.#turns.take('ledger', () => this.#enter(note));
  }

  /** How many anomalies are in each class, of the incidents that this instance has dealt with. */
  counts(): Readonly<Record<LedgerClass, number>> {
    return { ...this.#counts };
  }

  /** Where an anomaly is counted, undefined when it is not known. */
  classOf(anomaly: string): { readonly class: LedgerClass; readonly reason?: SuppressionReason } | undefined {
    const entry = this.#entries.get(this.#owners.get(anomaly) ?? '');
    if (entry === undefined) return undefined;
    if (entry.covered.has(anomaly)) return { class: 'notified' };
    const reason = suppressedBy(entry);
    return reason === undefined ? { class: 'grouped' } : { class: 'suppressed', reason };
  }

  /** Forgets what changed longest ago beyond the limit. */
  async prune(): Promise<void> {
    const all = [...(await this.#records.all())];
    if (all.length <= this.#limit) return;
    const oldest = all
      .map(([incident, text]) => ({ incident, at: readEntry(text).at }))
      .sort((a, b) => a.at - b.at || (a.incident < b.incident ? -1 : 1))
      .slice(0, all.length - this.#limit);
    await this.#records.delete(oldest.map(({ incident }) => incident));
  }

  /** What is counted follows what is written down: while that cannot be done nothing changes here, and the revision is entered again. */
  async #enter(note: LedgerNote): Promise<void> {
    const entry = await this.#open(note.incident);
    const drafts = new Map([[note.incident, copyOf(entry)]]);
    const draft = this.#takeAnomalies(note, drafts);
    draft.channels.set(note.channel, note.standing);
    if (note.sent)
      for (const anomaly of note.anomalies) if (draft.seen.has(anomaly)) draft.covered.add(anomaly);
    if (writeEntry({ ...draft, at: 0 }) !== writeEntry({ ...entry, at: 0 })) {
      draft.at = note.at;
      for (const [incident, changed] of drafts) await this.#records.put(incident, writeEntry(changed));
      for (const [incident, changed] of drafts) this.#replace(incident, changed);
      for (const anomaly of draft.seen) this.#owners.set(anomaly, note.incident);
    }
    this.#bound();
  }

  /** An incident has the anomalies that its newest revision shows; one that went into another leaves them there. */
  #takeAnomalies({ incident, anomalies, merged }: LedgerNote, drafts: Map<string, LedgerEntry>): LedgerEntry {
    const draft = drafts.get(incident) ?? emptyEntry();
    for (const anomaly of anomalies) {
      if (draft.seen.has(anomaly) || draft.seen.size >= ANOMALIES) continue;
      const owner = this.#owners.get(anomaly);
      const known = owner === undefined ? undefined : (drafts.get(owner) ?? this.#entries.get(owner));
      if (owner !== undefined && merged) continue;
      if (owner !== undefined && known !== undefined) {
        const from = drafts.get(owner) ?? copyOf(known);
        drafts.set(owner, from);
        move(anomaly, from, draft);
      }
      draft.seen.add(anomaly);
    }
    return draft;
  }

  #replace(incident: string, entry: LedgerEntry): void {
    const before = this.#entries.get(incident);
    if (before !== undefined) this.#count(before, -1);
    this.#entries.set(incident, entry);
    this.#count(entry, 1);
  }

  /** The entry of an incident, which counts as the newest one from now on. */
  async #open(incident: string): Promise<LedgerEntry> {
    const known = this.#entries.get(incident);
    if (known !== undefined) {
      this.#entries.delete(incident);
      this.#entries.set(incident, known);
      return known;
    }
    const text = await this.#records.get(incident);
    const entry = text === undefined ? emptyEntry() : readEntry(text);
    for (const anomaly of [...entry.seen]) {
      const owner = this.#entries.get(this.#owners.get(anomaly) ?? '');
      if (owner === undefined) this.#owners.set(anomaly, incident);
      else {
        // Another incident has taken it over meanwhile.
        this.#count(owner, -1);
        move(anomaly, entry, owner);
        this.#count(owner, 1);
      }
    }
    this.#entries.set(incident, entry);
    this.#count(entry, 1);
    return entry;
  }

  #bound(): void {
    for (const [incident, oldest] of this.#entries) {
      if (this.#entries.size <= this.#limit) return;
      this.#count(oldest, -1);
      for (const anomaly of oldest.seen) this.#owners.delete(anomaly);
      this.#entries.delete(incident);
    }
  }

  #count(entry: LedgerEntry, sign: 1 | -1): void {
    const { notified, grouped, suppressed } = tally(entry);
    this.#counts.notified += sign * notified;
    this.#counts.grouped += sign * grouped;
    this.#counts.suppressed += sign * suppressed;
  }
}

function copyOf({ seen, covered, channels, at }: LedgerEntry): LedgerEntry {
  return { seen: new Set(seen), covered: new Set(covered), channels: new Map(channels), at };
}

/** Takes an anomaly out of an entry into another one; what was told of it stays told. */
function move(anomaly: string, from: LedgerEntry, to: LedgerEntry): void {
  from.seen.delete(anomaly);
  if (from.covered.delete(anomaly)) to.covered.add(anomaly);
}
