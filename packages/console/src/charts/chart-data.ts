import type { Anomaly } from '../live/api-types.ts';
import { momentOf } from '../time/format-time.ts';

/** What a chart shows of an anomaly; times in epoch seconds. */
export interface ChartData {
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly band: { readonly lower: number; readonly upper: number } | undefined;
  /** From when to when it was anomalous; without an end while it lasts. */
  readonly span: { readonly from: number; readonly to: number | undefined };
}

/** Fewer samples make no line. */
const LEAST_SAMPLES = 2;

/** The samples of an anomaly in order, with its band and span; undefined when there is nothing to draw. */
export function chartData({
  samples,
  expected,
  started_at,
  timestamp,
  ended_at,
  status,
}: Anomaly): ChartData | undefined {
  const sorted = (samples ?? [])
    .filter(([at, value]) => Number.isFinite(at) && Number.isFinite(value))
    .sort(([a], [b]) => a - b)
    .filter(([at], place, all) => at !== all[place - 1]?.[0]);
  const last = sorted.at(-1)?.[0];
  if (sorted.length < LEAST_SAMPLES || last === undefined) return undefined;
  const from = seconds(started_at ?? timestamp) ?? last;
  const end = status === 'resolved' ? seconds(ended_at ?? timestamp) : undefined;
  return {
    times: sorted.map(([at]) => at),
    values: sorted.map(([, value]) => value),
    band: expected === undefined ? undefined : { lower: expected.lower, upper: expected.upper },
    span: { from, to: end === undefined ? undefined : Math.max(from, end) },
  };
}

/** A number for an axis or a sentence, with at most four digits that say something: 419 M, 2.91 k, 0.032. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  for (const [least, sign] of [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    if (size >= least) return `${Number((value / (sign === 'k' ? 1e3 : least)).toPrecision(3))} ${sign}`;
  }
  return String(Number(value.toPrecision(4)));
}

function seconds(stamp: string | number): number | undefined {
  const at = momentOf(stamp);
  return at === undefined ? undefined : at / 1_000;
}
