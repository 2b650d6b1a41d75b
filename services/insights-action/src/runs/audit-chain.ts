import { createHash } from 'node:crypto';
import { formatTimestamp } from '@aiops/contracts';
import type { AuditEntry } from './run-entry.ts';

/** What stands before the first entry of a file. */
export const CHAIN_START = '0'.repeat(64);

/** One line of the audit log. Each hash covers the one before, so that no line can be changed, left out or put in between unseen. */
export interface AuditLine {
  /** `entry.at` for people. */
  readonly time: string;
  readonly entry: AuditEntry;
  readonly previous: string;
  /** SHA-256 of `previous` and the canonical entry, in hex. */
  readonly hash: string;
}

/** The line that follows the one with this hash. */
export function chained(previous: string, entry: AuditEntry): AuditLine {
  return { time: formatTimestamp(entry.at), entry, previous, hash: hashOf(previous, entry) };
}

/** Reads a line that must follow the one with this hash; a text says what is wrong with it. */
export function readLine(text: string, previous: string): AuditLine | string {
  let line: Partial<AuditLine> | null;
  try {
    line = JSON.parse(text) as Partial<AuditLine> | null;
  } catch {
    return 'is no JSON';
  }
  if (typeof line !== 'object' || line === null || typeof line.entry?.at !== 'number')
    return 'is no audit line';
  if (line.previous !== previous)
    return 'does not follow the line before it: lines were removed, added or moved';
  if (line.hash !== hashOf(previous, line.entry))
    return 'was changed after it was written: its hash does not fit';
  if (line.time !== formatTimestamp(line.entry.at))
    return 'was changed after it was written: its time does not fit';
  return line as AuditLine;
}

function hashOf(previous: string, entry: AuditEntry): string {
  return createHash('sha256').update(previous).update(canonical(entry)).digest('hex');
}

/** JSON with the keys in order and nothing undefined, so that the same content always gives the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
