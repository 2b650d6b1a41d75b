import { z } from 'zod';

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
const HAS_ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/** A stamp as people and systems write it: ISO 8601 (without a zone it is UTC), epoch seconds, or a numeric string. */
export const timestampSchema = z
  .union([z.string(), z.number()])
  .refine((stamp) => parseTimestamp(stamp) !== undefined, 'expected ISO 8601 or epoch time')
  .describe('ISO 8601 (no zone means UTC), or epoch seconds, milliseconds, microseconds or nanoseconds');

/** A duration: a number of seconds, or a number with ms, s, m, h or d. */
export const durationSchema = z
  .union([z.number(), z.string()])
  .refine((text) => parseDuration(text) !== undefined, 'expected a duration such as 30, "30s", "5m" or "300"')
  .describe('seconds, or a number with ms, s, m, h or d');

/** Milliseconds of a duration (`30`, `"30s"`, `"5m"`, `"300"`), or undefined when it is none. */
export function parseDuration(text: string | number): number | undefined {
  const match = DURATION.exec(String(text).trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? 's') as keyof typeof DURATION_UNITS;
  return Math.round(Number(match[1]) * DURATION_UNITS[unit]);
}

/**
 * Epoch milliseconds (fraction kept) of a stamp, or undefined when it is none.
 * Epoch numbers carry no unit, so their size tells it: seconds up to 1e11 (year 5138), then ms, µs, ns.
 */
export function parseTimestamp(stamp: string | number): number | undefined {
  if (typeof stamp === 'number') return epochToMs(stamp);
  const text = stamp.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return epochToMs(Number(text));
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const zoned = HAS_ZONE.test(text) || text.length === 10 ? text : `${text}Z`;
  const at = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}

function epochToMs(epoch: number): number | undefined {
  if (!Number.isFinite(epoch)) return undefined;
  const size = Math.abs(epoch);
  const at = size < 1e11 ? epoch * 1e3 : size < 1e14 ? epoch : size < 1e17 ? epoch / 1e3 : epoch / 1e6;
  return Math.abs(at) <= 8.64e15 ? at : undefined;
}

/** How every stamp that we write looks: ISO 8601 with milliseconds and `Z`. */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString();
}
