import { OTHER_SPANS } from '@aiops/contracts';

/** Slot of everything that has none of its own. */
export const OTHER_SLOT = -1;

/**
 * The names that have figures of their own, each in a slot. Plain JSON: lists, because a name may be `__proto__`. Windows are numbers.
 */
export interface NameTable {
  readonly admitted: (readonly [name: string, firstWindow: number, lastWindow: number])[];
  /** Names that wait for a slot, the one that was not seen for longest first. */
  readonly candidates: (readonly [name: string, windows: number, lastWindow: number])[];
}

/** Windows in which a name is seen before it takes the slot of another: an id is hardly ever seen in so many. */
const PROVEN = 3;
/** Windows that a slot is left to a name which is not seen any more. */
const RESERVED = 60;
const CANDIDATES = 100;
const MAX_LENGTH = 200;

export function emptyNames(): NameTable {
  return { admitted: [], candidates: [] };
}

/**
 * The slot of a name that was seen in a window. The first `limit` names get one at once. A later one only after {@link PROVEN} windows,
 * and when a slot has not been used for an hour: names that hold ids would otherwise become series without end, each of a single sample.
 * The name under which everything else is summed up never has one, so that no series is told twice.
 */
export function slotOf(table: NameTable, name: string, window: number, limit: number): number {
  const { admitted } = table;
  if (name === OTHER_SPANS) return OTHER_SLOT;
  const slot = admitted.findIndex(([known]) => known === name);
  const known = admitted[slot];
  if (known !== undefined) {
    if (window > known[2]) admitted[slot] = [name, known[1], window];
    return slot;
  }
  if (admitted.length < limit) return admitted.push([name, window, window]) - 1;
  if (windowsOfCandidate(table, name, window) < PROVEN) return OTHER_SLOT;
  const free = longestUnused(table);
  if (window - (admitted[free]?.[2] ?? window) <= RESERVED) return OTHER_SLOT;
  table.candidates.pop();
  admitted[free] = [name, window, window];
  return free;
}

/** Names that were seen before the window and in the last hour: that they are absent from it says something. */
export function expectedSlots(table: NameTable, window: number): number[] {
  return [...table.admitted.keys()].filter((slot) => {
    const [, first, last] = table.admitted[slot] ?? ['', window, 0];
    return first < window && window - last <= RESERVED;
  });
}

/** A name as a label: without control characters and halves of characters, of bounded length, never blank. */
export function labelText(text: string): string {
  const plain = text
    .slice(0, MAX_LENGTH)
    .replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd')
    .trim();
  return plain === '' ? 'unnamed' : plain;
}

/** Takes note of a name without a slot, as the last of the candidates. Returns the number of windows in which it was seen. */
function windowsOfCandidate({ candidates }: NameTable, name: string, window: number): number {
  const place = candidates.findIndex(([known]) => known === name);
  const [, windows, last] = candidates[place] ?? [name, 0, Number.NEGATIVE_INFINITY];
  if (place >= 0) candidates.splice(place, 1);
  else if (candidates.length >= CANDIDATES) candidates.splice(leastProven(candidates), 1);
  const seen = window > last ? windows + 1 : windows;
  candidates.push([name, seen, Math.max(window, last)]);
  return seen;
}

function leastProven(candidates: NameTable['candidates']): number {
  const fewest = candidates.reduce((least, [, windows]) => Math.min(least, windows), PROVEN);
  return Math.max(
    0,
    candidates.findIndex(([, windows]) => windows === fewest),
  );
}

function longestUnused({ admitted }: NameTable): number {
  const oldest = admitted.reduce((least, [, , last]) => Math.min(least, last), Number.POSITIVE_INFINITY);
  return admitted.findIndex(([, , last]) => last === oldest);
}
