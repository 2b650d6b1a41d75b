import type { Records } from '@aiops/runtime';
import type { Delivery } from '../sinks/incident-sink.ts';
import { reviseRecord } from '../sinks/revise-record.ts';
import type { IncidentBook } from './incident-book.ts';
import type { NoteLinks } from './incident-note.ts';
import { type IncidentRecord, nextRecord, readRecord } from './incident-record.ts';

export interface IncidentLedgerOptions {
  /** Shared by all instances. */
  readonly records: Records;
  readonly book: IncidentBook;
  readonly links: NoteLinks;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What Alertmanager is to be told about each incident; keeps the book of open ones up to date. */
export interface IncidentLedger {
  /** Takes a revision; a known one, or an earlier one, changes nothing. */
  take(delivery: Delivery): Promise<IncidentRecord>;
  /**
   * Reads what all instances have taken, brings the book to it and forgets what has been over for a day, or open without news for a
   * week.
   */
  refresh(): Promise<void>;
  /** The incidents of the last refresh and those taken since. */
  incidents(): readonly string[];
  /** Runs `work` on the newest record, after what is under way for any incident and before anything else. */
  withRecord(incident: string, work: (record: IncidentRecord) => Promise<void>): Promise<void>;
}

/** Long enough that a revision which is delivered again meets the end of its incident. */
const KEPT_MS = 24 * 3_600_000;
/** An open incident of which nothing was heard for so long will not be closed any more: its alerts must not fire, and inhibit, for ever. */
const LOST_AFTER_MS = 7 * KEPT_MS;
/** Beyond this those that are over, then those with the oldest news, are forgotten; their alerts end by themselves. */
const MOST_INCIDENTS = 5_000;

/** A ledger on shared records. Everything that reads and then tells runs one after another, so that no end is overtaken. */
export function createIncidentLedger(options: IncidentLedgerOptions): IncidentLedger {
  const { records, book, links, now } = options;
  const known = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  };
  /** Records as they were read last: most are the same from one look to the next. */
  const parsed = new Map<
    string,
    { readonly text: string | undefined; readonly record: IncidentRecord | undefined }
  >();
  const read = (incident: string, text: string | undefined) => {
    const last = parsed.get(incident);
    if (last !== undefined && last.text === text) return last.record;
    const record = readRecord(text);
    parsed.set(incident, { text, record });
    return record;
  };
  const show = ({ over, note }: IncidentRecord) => (over ? book.remove(note.incident) : book.put(note));
  return {
    take: (delivery) =>
      inTurn(async () => {
        let next: IncidentRecord | undefined;
        await reviseRecord(records, delivery.incident, (text) => {
          const before = read(delivery.incident, text);
          next = nextRecord(before, delivery, now(), links);
          return next === before ? undefined : JSON.stringify(next);
        });
        if (next === undefined) throw new Error('BUG: a delivery was taken without looking at its record');
        known.add(delivery.incident);
        show(next);
        return next;
      }),
    refresh: () =>
      inTurn(async () => {
        const all = [...(await records.all())].map(([key, text]) => [key, read(key, text)] as const);
        const kept = all
          .flatMap(([key, record]) => (record === undefined ? [] : [{ key, record }]))
          .filter(({ record }) => now() - record.takenAt < (record.over ? KEPT_MS : LOST_AFTER_MS))
          .sort(openFirst)
          .slice(0, MOST_INCIDENTS);
        const keys = new Set(kept.map(({ key }) => key));
        const gone = all.map(([key]) => key).filter((key) => !keys.has(key));
        if (gone.length > 0) await records.delete(gone);
        for (const key of [...parsed.keys()]) if (!keys.has(key)) parsed.delete(key);
        known.clear();
        for (const key of keys) known.add(key);
        book.replace(kept.flatMap(({ record }) => (record.over ? [] : [record.note])));
      }),
    incidents: () => [...known],
    withRecord: (incident, work) =>
      inTurn(async () => {
        const record = read(incident, await records.get(incident));
        if (record !== undefined) await work(record);
      }),
  };
}

function openFirst(
  { record: a }: { record: IncidentRecord },
  { record: b }: { record: IncidentRecord },
): number {
  return Number(a.over) - Number(b.over) || b.takenAt - a.takenAt;
}
