/** A stretch of time, in any unit. */
export type Interval = readonly [start: number, end: number];

/**
 * What is left of a span when the intervals of its children are taken out. Children that overlap count once, and only as far as they lie
 * within the span: one that goes on after its parent has ended did not keep it waiting.
 */
export function selfTime([start, end]: Interval, children: readonly Interval[]): number {
  let left = Math.max(0, end - start);
  let covered = start;
  for (const [from, to] of [...children].sort((a, b) => a[0] - b[0])) {
    const begin = Math.max(from, covered);
    const until = Math.min(to, end);
    if (until <= begin) continue;
    left -= until - begin;
    covered = until;
  }
  return Math.max(0, left);
}
