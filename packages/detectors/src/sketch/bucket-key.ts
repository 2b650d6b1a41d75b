/** A quantile is off by at most this part of the true value. */
export const RELATIVE_ACCURACY = 0.01;

const GAMMA = (1 + RELATIVE_ACCURACY) / (1 - RELATIVE_ACCURACY);
const LOG_GAMMA = Math.log(GAMMA);
/** What is nearer to zero than this is taken for zero. */
const SMALLEST = 1e-9;
/** Added to the number of a bucket, so that the bucket of the smallest magnitude has the key 1. */
const OFFSET = 1 - Math.ceil(Math.log(SMALLEST) / LOG_GAMMA);

/**
 * The bucket that a finite value falls into: 0 for zero, i for magnitudes from γ^(i−1) to γ^i, counted from the smallest that is told
 * from zero, and −i for the same below zero. So keys are in the order of their values.
 */
export function bucketKey(value: number): number {
  const magnitude = Math.abs(value);
  if (magnitude < SMALLEST) return 0;
  const key = Math.ceil(Math.log(magnitude) / LOG_GAMMA) + OFFSET;
  return value < 0 ? -key : key;
}

/** The value that stands for a bucket: the one with the same relative distance to both of its ends. */
export function bucketValue(key: number): number {
  if (key === 0) return 0;
  const middle = (2 / (1 + GAMMA)) * GAMMA ** (Math.abs(key) - OFFSET);
  return Math.sign(key) * Math.min(Number.MAX_VALUE, middle);
}
