import type { CaseRecord } from './case-record.ts';

/** A stamp further than this (ms) from the middle of its file comes from a wrong clock. */
const FAR_MS = 24 * 3_600_000;

/**
 * Records of a file, in its order, with every stamp that comes from a wrong clock replaced by that of the record before it:
 * one line from the year 1754 must not move the whole normal time there.
 */
export function mendStamps(records: readonly CaseRecord[]): CaseRecord[] {
  const stamps = records.map(({ at }) => at).sort((a, b) => a - b);
  const middle = stamps[stamps.length >> 1] ?? 0;
  let before = middle;
  return records.map((record) => {
    const isFar = Math.abs(record.at - middle) > FAR_MS;
    if (!isFar) before = record.at;
    return isFar ? { ...record, at: before } : record;
  });
}
