/** Words of spans, in the language of the page. */
export interface SpanWords {
  readonly now: string;
  readonly ago: (span: string) => string;
  readonly ahead: (span: string) => string;
  readonly units: { readonly s: string; readonly min: string; readonly h: string; readonly d: string };
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Epoch ms of a stamp of the API (ISO 8601, or epoch in s, ms, µs or ns); undefined for what is none. */
export function momentOf(stamp: string | number | null | undefined): number | undefined {
  if (stamp === null || stamp === undefined || stamp === '') return undefined;
  const number = Number(stamp);
  if (!Number.isNaN(number)) return epochMs(number);
  const text = String(stamp);
  // Without a zone it is UTC for the API, and local time for `Date.parse`.
  const hasZone = /(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i.test(text.slice(10));
  const at = Date.parse(hasZone ? text : `${text.length > 10 ? text : `${text}T00:00`}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function epochMs(epoch: number): number | undefined {
  const size = Math.abs(epoch);
  if (size < 1e11) return epoch * 1e3;
  const ms = size < 1e14 ? epoch : size < 1e17 ? epoch / 1e3 : epoch / 1e6;
  return Number.isFinite(ms) ? ms : undefined;
}

/** Date, time and offset in the zone of whoever reads: `2026-01-27 13:00:05 +01:00`. `zone` is that of the browser unless given. */
export function formatMoment(at: number, zone?: string): string {
  const { year, month, day, hour, minute, second, offset } = partsOf(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${offset}`;
}

/** The time of day, for rows under a date: `13:00:05`. */
export function formatClock(at: number, zone?: string): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

function partsOf(at: number, zone: string | undefined): Readonly<Record<string, string>> {
  if (Math.abs(at) > 8.64e15)
    return { year: '?', month: '?', day: '?', hour: '?', minute: '?', second: '?', offset: '' };
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const offset = (parts.timeZoneName ?? '').replace(/^GMT/, '');
  return { ...parts, offset: offset === '' ? '+00:00' : offset };
}

/** Making one takes longer than all else that a row of a list needs; hundreds are written anew every few seconds. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatOf(zone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  formats.set(zone, format);
  return format;
}

/** A span in one or two units: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`. */
export function formatSpan(ms: number, { units }: Pick<SpanWords, 'units'>): string {
  const span = Math.abs(ms);
  if (span < 2 * MINUTE) return `${Math.round(span / 1_000)}${units.s}`;
  if (span < 2 * HOUR) return `${Math.round(span / MINUTE)}${units.min}`;
  if (span < 2 * DAY) return twoUnits(Math.round(span / MINUTE), 60, units.h, units.min);
  return twoUnits(Math.round(span / HOUR), 24, units.d, units.h);
}

function twoUnits(count: number, per: number, large: string, small: string): string {
  const rest = count % per;
  return `${Math.floor(count / per)}${large}${rest === 0 ? '' : ` ${rest}${small}`}`;
}

/** How long ago something was: `12 min ago`. */
export function formatAge(at: number, now: number, words: SpanWords): string {
  const age = now - at;
  if (Math.abs(age) < 5_000) return words.now;
  return age > 0 ? words.ago(formatSpan(age, words)) : words.ahead(formatSpan(age, words));
}
