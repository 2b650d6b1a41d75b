import { type RecurringConfig, weekdays } from '@aiops/config';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A span of event time, `[from, until)`, in epoch ms. */
export interface QuietSpan {
  readonly from: number;
  readonly until: number;
}

/**
 * Finds the occurrence of a recurring time that holds an instant, undefined when none does. Its ends are what the clocks of
 * the zone show: of an hour that summer time repeats both belong to it, and a time that is skipped is that much later. An
 * occurrence belongs to the day on which it begins.
 */
export function recurringSpan(config: RecurringConfig): (at: number) => QuietSpan | undefined {
  const offsetAt = zoneOffset(config.zone);
  const days = new Set(config.days.map((day) => weekdays.indexOf(day)));
  const minutes = config.until > config.from ? config.until : config.until + 24 * 60;
  // Asked once per sample, answered once per day: an instant can only lie in an occurrence of the days around its own.
  let day = Number.NaN;
  let near: readonly QuietSpan[] = [];
  return (at) => {
    const today = Math.floor(at / DAY_MS);
    if (today !== day) {
      day = today;
      near = [-2, -1, 0, 1]
        .map((shift) => (today + shift) * DAY_MS)
        .filter((midnight) => days.has(weekdayOf(midnight)))
        .map((midnight) => ({
          from: instantOf(midnight + config.from * MINUTE_MS, 'first', offsetAt),
          until: instantOf(midnight + minutes * MINUTE_MS, 'last', offsetAt),
        }));
    }
    return near.find(({ from, until }) => at >= from && at < until);
  };
}

/** Number of the weekday of a midnight that is written as if it were UTC; 1970 began on a Thursday. */
function weekdayOf(midnight: number): number {
  return (((midnight / DAY_MS + 3) % 7) + 7) % 7;
}

/** The instant at which the clocks show a local time, written as if it were UTC. */
function instantOf(local: number, which: 'first' | 'last', offsetAt: (at: number) => number): number {
  // A day before and after, whatever changes then has changed once.
  const candidates = [local - offsetAt(local - DAY_MS), local - offsetAt(local + DAY_MS)];
  const shown = candidates.filter((at) => at + offsetAt(at) === local);
  if (shown.length === 0) return Math.max(...candidates);
  return which === 'first' ? Math.min(...shown) : Math.max(...shown);
}

/** How far the clocks of a zone are ahead of UTC at an instant (ms). */
function zoneOffset(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const whole = Math.floor(at / 1000) * 1000;
    const parts = new Map(format.formatToParts(whole).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
    const local = new Date(0);
    local.setUTCFullYear(year, number('month') - 1, number('day'));
    local.setUTCHours(number('hour'), number('minute'), number('second'));
    return local.getTime() - whole;
  };
}
