import { placeOfCount, sizeAt, type TailModel, tailReached, tailWeight, YOUNG } from './tail-model.ts';

/** Shares of the deviations from which the tail is continued. */
const BULK = 0.1;
const OUTER = 0.02;
/** Share at the edge. */
const EDGE = 0.001;
/** Steps from the bulk to the outer share that it is on from there to the edge. */
const STEPS = Math.log(OUTER / EDGE) / Math.log(BULK / OUTER);

/**
 * Size that one deviation of a thousand would reach if the largest fiftieth went on as the tenth does: a power law through the two. What
 * comes in less than one of fifty, as outages do, does not move it, where the thousandth that was seen may be made of nothing else.
 * That one, where hardly anything was seen, or less than a tenth deviates at all.
 */
export function bulkEdge(tail: TailModel): number {
  const weight = tailWeight(tail);
  const bulk = weight < YOUNG ? 0 : placeOfCount(tail, BULK * weight);
  if (bulk === 0) return tailReached(tail);
  const outer = placeOfCount(tail, OUTER * weight);
  return sizeAt(tail, outer + STEPS * (outer - bulk));
}
