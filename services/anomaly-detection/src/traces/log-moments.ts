/** Weight, mean and sum of squared differences from the mean of logarithms of durations. Plain JSON. */
export interface LogMoments {
  n: number;
  mean: number;
  m2: number;
}

/** A duration (ms) is taken for at least one microsecond: clocks tell no less, and the logarithm of nothing is no number. */
const SHORTEST_MS = 0.001;

export function emptyMoments(): LogMoments {
  return { n: 0, mean: 0, m2: 0 };
}

/** Adds one duration in ms (Welford's recurrence). */
export function addDuration(moments: LogMoments, ms: number): void {
  const log = Math.log(Math.max(SHORTEST_MS, ms));
  const delta = log - moments.mean;
  moments.n += 1;
  moments.mean += delta / moments.n;
  moments.m2 += delta * (log - moments.mean);
}

/** Adds all of `more` to moments whose weight fades to the share `kept` of it (Chan, Golub and LeVeque's pairwise update). */
export function mergeMoments(moments: LogMoments, more: LogMoments, kept: number): void {
  const before = moments.n * kept;
  const n = before + more.n;
  if (n === 0) return;
  const delta = more.mean - moments.mean;
  moments.m2 = moments.m2 * kept + more.m2 + (delta * delta * before * more.n) / n;
  moments.mean += (delta * more.n) / n;
  moments.n = n;
}
