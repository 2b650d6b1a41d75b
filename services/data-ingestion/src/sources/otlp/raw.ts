import { z } from 'zod';

/** A list that may be absent or null, as protobuf's JSON mapping allows. */
export const rawList = z.array(z.unknown()).nullish();

/** A 64-bit integer: text or a number in JSON, text once decoded from protobuf. */
export const rawInt64 = z
  .union([z.string().regex(/^-?\d{1,20}$/), z.number().int()])
  .transform((value) => BigInt(value));

/** A moment in epoch nanoseconds that fits into 64 bits. Absent and 0 both mean that it is not known. */
export const rawNanos = rawInt64
  .refine((ns) => ns >= 0n && ns < 2n ** 64n, 'expected nanoseconds since 1970')
  .nullish()
  .transform((ns) => (ns === 0n ? undefined : (ns ?? undefined)));

/** An enum value by number (also as text) or by name. */
export const rawEnum = z.union([z.string(), z.number()]).nullish();

export const rawResource = z.looseObject({ attributes: z.unknown().optional() }).nullish();

/** What was refused of a request, for its partial success. */
export interface Refusals {
  readonly count: number;
  /** Why, of the first one. */
  readonly firstReason: string | undefined;
}

/** Counts refused items and keeps the first reason. */
export class RefusalCount implements Refusals {
  count = 0;
  firstReason: string | undefined;

  add(reason: string, items = 1): void {
    this.count += items;
    this.firstReason ??= reason;
  }
}

/**
 * Number of an enum value, whichever way it was written: 2, "2" or "SPAN_KIND_SERVER" with `names` in the order of their numbers.
 * 0 when it is unknown or absent.
 */
export function enumNumber(value: unknown, names: readonly string[]): number {
  if (typeof value === 'number') return names[value] === undefined ? 0 : value;
  if (typeof value !== 'string') return 0;
  const byName = names.indexOf(value);
  return byName >= 0 ? byName : enumNumber(/^\d+$/.test(value) ? Number(value) : undefined, names);
}
