import type { EntityMetric, EntityState } from './entity-state.ts';
import { isKnown } from './recent-band.ts';

/** Series that an entity needs before it is more than they are. */
const MIN_METRICS = 3;
/** A value stands for its series for this many intervals of the series that comes most often. */
const CARRY = 3;
/** Residuals beyond this many half widths count as if they lay there: further out is the affair of the series. */
const CLIP = 3;

/**
 * True when a sample at `at` cannot belong to the row under way: its series has a place there already, or it comes more than half
 * of its interval after the row began. Stamps of one scrape differ a little, so that equal ones cannot be asked for.
 */
export function endsRow(entity: EntityState, metric: EntityMetric | null, at: number): boolean {
  const { rowAt } = entity;
  if (rowAt === 0 || at <= rowAt || metric === null) return false;
  return metric.at >= rowAt || (metric.usual > 0 && at - rowAt > metric.usual / 2);
}

/**
 * The row under way as a vector, NaN where a series has been silent for too long. Undefined when it says little, because too few
 * series are up to date: the entity has no more, or a backfill brings one series after the other.
 */
export function vectorOf({ metrics, rowAt }: EntityState): number[] | undefined {
  let current = 0;
  const interval = shortestInterval(metrics);
  const vector = metrics.map((metric) => {
    if (metric === null || !isKnown(metric)) return Number.NaN;
    const age = rowAt - metric.at;
    if (age > CARRY * interval) return Number.NaN;
    if (age <= 0 || age < metric.usual) current += 1;
    return Math.max(-CLIP, Math.min(CLIP, metric.residual));
  });
  return current < MIN_METRICS ? undefined : vector;
}

/** 0 while no interval is known. */
function shortestInterval(metrics: readonly (EntityMetric | null)[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const metric of metrics) {
    if (metric !== null && metric.usual > 0) shortest = Math.min(shortest, metric.usual);
  }
  return shortest === Number.POSITIVE_INFINITY ? 0 : shortest;
}
