import { formatTimestamp } from '@aiops/contracts';

const LARGE = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
] as const;

/** A value as a person takes it in: `95`, `1,234`, `420M`, `0.00123`. The same on every machine. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  for (const [unit, sign] of LARGE) if (size >= unit && size < 1e15) return short(value / unit) + sign;
  if (size >= 1e15 || (size < 1e-6 && size > 0)) return value.toExponential(2);
  if (size >= 1_000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ',');
  return short(value);
}

/** Three significant digits, without zeros at the end. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

/** Time of day in UTC: `12:00:05Z`. */
export function clock(at: number): string {
  return `${formatTimestamp(at).slice(11, 19)}Z`;
}

/** Day and time in UTC: `2026-01-27 12:00:05Z`. */
export function dayAndClock(at: number): string {
  return `${formatTimestamp(at).slice(0, 10)} ${clock(at)}`;
}

/** A span of time: `45 s`, `3 min`, `2 h 5 min`. */
export function formatSpan(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** How much later (or earlier) than something: `+10 s`, `-1 s`, `+0 s`. */
export function offset(ms: number): string {
  return `${ms < -500 ? '-' : '+'}${formatSpan(ms)}`;
}

/** A share in whole percent: `87 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
