import type { HeldBack } from './told.ts';

/** Why nobody has been told of an anomaly; the one that came closest to being told first. */
export const suppressionReasons = [
  'undelivered',
  'refused',
  'mute',
  'maintenance',
  'age',
  'over',
  'severity',
  'match',
] as const satisfies readonly (HeldBack | 'undelivered' | 'refused')[];
export type SuppressionReason = (typeof suppressionReasons)[number];

/** How an incident stands with a channel. */
export type Standing = 'told' | SuppressionReason;

/** Where an anomaly is counted. */
export type LedgerClass = 'notified' | 'grouped' | 'suppressed';

/** The anomalies of one incident, and how it stands with each channel. */
export interface LedgerEntry {
  readonly seen: Set<string>;
  /** Those of `seen` that a message stands for. */
  readonly covered: Set<string>;
  readonly channels: Map<string, Standing>;
  /** When it last changed, epoch ms. */
  at: number;
}

/** An entry of nothing. */
export function emptyEntry(): LedgerEntry {
  return { seen: new Set(), covered: new Set(), channels: new Map(), at: 0 };
}

/** How many anomalies an entry has in each class. */
export function tally(entry: LedgerEntry): Readonly<Record<LedgerClass, number>> {
  const rest = entry.seen.size - entry.covered.size;
  const grouped = isTold(entry);
  return { notified: entry.covered.size, grouped: grouped ? rest : 0, suppressed: grouped ? 0 : rest };
}

/** Why the anomalies of an entry that are in no message are suppressed; undefined when they are grouped. */
export function suppressedBy(entry: LedgerEntry): SuppressionReason | undefined {
  if (isTold(entry)) return undefined;
  const standings = new Set(entry.channels.values());
  return suppressionReasons.find((reason) => standings.has(reason));
}

function isTold({ channels }: LedgerEntry): boolean {
  return [...channels.values()].includes('told');
}

/** An entry as text, and back. */
export function writeEntry({ seen, covered, channels, at }: LedgerEntry): string {
  return JSON.stringify({ seen: [...seen], covered: [...covered], channels: [...channels], at });
}

export function readEntry(text: string): LedgerEntry {
  const { seen, covered, channels, at } = JSON.parse(text) as {
    seen: string[];
    covered: string[];
    channels: [string, Standing][];
    at: number;
  };
  return { seen: new Set(seen), covered: new Set(covered), channels: new Map(channels), at };
}
