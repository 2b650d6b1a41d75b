import type { ParityRow } from './parity-rows.ts';

/** Most differences that are told; the others are alike. */
const MOST = 20;

/**
 * How rows differ from what they should be, in words: the same series and times, whole numbers exactly and others to 1e-9 of their size.
 * A row may be there twice, since sinks deliver at least once, but never with two values.
 */
export function differences(expected: readonly ParityRow[], found: readonly ParityRow[]): string[] {
  const wanted = new Map(expected.map((row) => [keyOf(row), row.value]));
  const seen = new Map<string, number>();
  const told: string[] = [];
  for (const row of found) {
    const key = keyOf(row);
    const [value, before] = [wanted.get(key), seen.get(key)];
    if (value === undefined) told.push(`${key} should not be there, and is ${row.value}`);
    else if (!isEqual(value, row.value)) told.push(`${key} should be ${value}, and is ${row.value}`);
    if (before !== undefined && before !== row.value) told.push(`${key} is ${before} and ${row.value}`);
    seen.set(key, row.value);
  }
  for (const [key, value] of wanted)
    if (!seen.has(key)) told.push(`${key} should be ${value}, and is not there`);
  return told.length <= MOST ? told : [...told.slice(0, MOST), `and ${told.length - MOST} more`];
}

function keyOf({ series, at }: ParityRow): string {
  return `${series} at ${at}`;
}

function isEqual(expected: number, found: number): boolean {
  if (Number.isInteger(expected)) return found === expected;
  return Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}
