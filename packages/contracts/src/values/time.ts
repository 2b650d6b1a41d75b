import { z } from 'zod';
import { parseNumber } from './number.ts';

const DURATION_UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/;
/** Date, and optionally a time, a fraction and a zone. Years beyond four digits carry a sign, as in what JavaScript writes. */
const ISO =
  /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MS_OF_400_YEARS = 146_097 * 86_400_000;
/** Furthest instant from 1970 that a JavaScript date can hold, in ms. */
const FURTHEST = 8.64e15;

/** A stamp as people and systems write it: ISO 8601 (without a zone it is UTC), epoch seconds, or a numeric string. */
export const timestampSchema = z
  .union([z.string(), z.number()], { error: 'expected ISO 8601 or epoch time' })
  .refine((stamp) => parseTimestamp(stamp) !== undefined, 'expected ISO 8601 or epoch time')
  .describe('ISO 8601 (no zone means UTC), or epoch seconds, milliseconds, microseconds or nanoseconds');

/** A duration: a number of seconds, or a number with ms, s, m, h or d. */
export const durationSchema = z
  .union([z.number(), z.string()], { error: 'expected a duration such as 30, "30s", "5m" or "300"' })
  .refine((text) => parseDuration(text) !== undefined, 'expected a duration such as 30, "30s", "5m" or "300"')
  .describe('seconds, or a number with ms, s, m, h or d');

/** Milliseconds of a duration (`30`, `"30s"`, `"5m"`, `"300"`), or undefined when it is none. */
export function parseDuration(text: string | number): number | undefined {
  const match = DURATION.exec(String(text).trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? 's') as keyof typeof DURATION_UNITS;
  const ms = Math.round(Number(match[1]) * DURATION_UNITS[unit]);
  return ms <= FURTHEST ? ms : undefined;
}

/** A whole number of milliseconds in the largest unit that divides it: `300000` → `5m`. Read back by {@link parseDuration}. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    if (ms % DURATION_UNITS[unit] === 0) return `${ms / DURATION_UNITS[unit]}${unit}`;
  }
  return `${ms}ms`;
}

/**
 * Epoch milliseconds of a stamp, with a fraction down to the microsecond, or undefined when it is none.
 * Epoch numbers carry no unit, so their size tells it: seconds up to 1e11 (year 5138), then ms, µs, ns. Text and number
 * give the same; a nanosecond stamp is beyond 2^53, so the last digits that a double would invent are rounded away.
 */
export function parseTimestamp(stamp: string | number): number | undefined {
  if (typeof stamp === 'number') return epochToMs(stamp);
  const text = stamp.trim();
  const epoch = parseNumber(text);
  return epoch === undefined ? isoToMs(text) : epochToMs(epoch);
}

function epochToMs(epoch: number): number | undefined {
  const size = Math.abs(epoch);
  if (size < 1e11) return inRange(toMs(epoch, 1, 1e3));
  return inRange(toMs(epoch, size < 1e14 ? 1 : size < 1e17 ? 1e3 : 1e6, 1));
}

/** Whole chunks and the rest are scaled apart, since one product of both would be rounded twice. */
function toMs(epoch: number, chunk: number, msPerChunk: number): number {
  const rest = epoch % chunk;
  const micros = Math.round((rest / chunk) * msPerChunk * 1e3);
  return Math.round((epoch - rest) / chunk) * msPerChunk + micros / 1e3;
}

/** Read field by field, because `Date.parse` takes a missing zone for local time and 30 February for 2 March. */
function isoToMs(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const midnight = midnightOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  const offset = zoneOffset(match[8]);
  if (midnight === undefined || offset === undefined || !isTimeOfDay(hour, minute, second)) return undefined;
  const fraction = match[7] === undefined ? 0 : Math.round(Number(`0.${match[7]}`) * 1e6) / 1e3;
  return inRange(midnight + ((hour * 60 + minute - offset) * 60 + second) * 1e3 + fraction);
}

/** Undefined for a day that its month does not have. */
function midnightOf(year: number, month: number, day: number): number | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : DAYS_OF_MONTH[month - 1];
  if (days === undefined || day < 1 || day > days) return undefined;
  // `Date.UTC` takes the years 0 to 99 for 1900 to 1999; the calendar repeats every 400 years.
  return year < 0 || year > 99
    ? Date.UTC(year, month - 1, day)
    : Date.UTC(year + 400, month - 1, day) - MS_OF_400_YEARS;
}

/** A leap second (`:60`) is the first of the next minute; `24:00` is the next midnight. */
function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return minute <= 59 && second <= 60 && (hour <= 23 || (hour === 24 && minute === 0 && second === 0));
}

/** Minutes east of Greenwich; no zone is UTC. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || /^(?:z|utc)$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

/** Undefined as well for NaN, of which no comparison is true. */
function inRange(at: number): number | undefined {
  return Math.abs(at) <= FURTHEST ? at : undefined;
}

/** How every stamp that we write looks: ISO 8601 with milliseconds and `Z`. */
export function formatTimestamp(at: number): string {
  return new Date(at).toISOString();
}
