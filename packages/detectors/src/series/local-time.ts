const HOUR = 3_600_000;
const QUARTER = HOUR / 4;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Offset in ms of each quarter of an hour that was asked for: no clock changes in the midst of one. */
  readonly offsets: Map<number, number>;
}

/** Offsets remembered per zone. */
const REMEMBERED = 10_000;
const zones = new Map<string, Zone>();

/** True for a name of the time zone database, and for UTC. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** Clock time in a zone as ms since 1970 on that clock, for an epoch time in ms. */
export function localTime(at: number, timeZone: string): number {
  return timeZone === 'UTC' ? at : at + offsetAt(at, zoneOf(timeZone));
}

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    zone = { format, offsets: new Map() };
    zones.set(timeZone, zone);
  }
  return zone;
}

function offsetAt(at: number, { format, offsets }: Zone): number {
  const quarter = Math.floor(at / QUARTER);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    offset = readOffset(format, quarter * QUARTER);
    if (offsets.size >= REMEMBERED) offsets.clear();
    offsets.set(quarter, offset);
  }
  return offset;
}

/** Reads "GMT+05:30"; "GMT" alone is 0. */
function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = /^GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  const size = Number(hours) * HOUR + Number(minutes) * 60_000;
  return sign === '-' ? -size : size;
}
