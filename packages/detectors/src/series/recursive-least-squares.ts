/**
 * Largest trace of the covariance per coefficient. What is known is only forgotten below it: while nothing happens the
 * covariance would grow for ever (wind-up), and lose its definiteness in rounding errors.
 */
const MAX_COVARIANCE = 100;
/** Units of coefficients and covariances: far below what they are certain to, and what matters to the definiteness. */
const COEFFICIENT = 1e-7;
const COVARIANCE = 1e-8;
/** Most coefficients that a regression may have. */
export const MAX_ORDER = 8;

/**
 * Coefficients of a linear regression, and then the covariance of their estimate from the diagonal on, row by row, as it is
 * symmetric. Whole numbers of their units, which are short in JSON.
 */
export type Regression = number[];

/** A regression that knows nothing: all coefficients 0. */
export function emptyRegression(order: number): Regression {
  const regression = new Array<number>(order + (order * (order + 1)) / 2).fill(0);
  for (let i = 0, at = order; i < order; at += order - i, i += 1) regression[at] = 1 / COVARIANCE;
  return regression;
}

/** The output for the first `order` inputs: as many as there are coefficients. */
export function predict(regression: Regression, inputs: ArrayLike<number>, order: number): number {
  let sum = 0;
  for (let i = 0; i < order; i += 1) sum += (regression[i] as number) * (inputs[i] as number);
  return COEFFICIENT * sum;
}

/** Reused by each call: the gain before it is divided, in units of the covariance. */
const gain = new Float64Array(MAX_ORDER);

/**
 * One step of recursive least squares with the forgetting factor `forget`, while the covariance is small enough for it.
 * Inputs and output should be of the order of 1.
 */
export function learnRegression(
  regression: Regression,
  inputs: Float64Array,
  order: number,
  output: number,
  forget: number,
): void {
  const trace = multiply(regression, inputs, order);
  const kept = COVARIANCE * trace < MAX_COVARIANCE * order ? forget : 1;
  let denominator = kept / COVARIANCE;
  for (let i = 0; i < order; i += 1) denominator += (gain[i] as number) * (inputs[i] as number);
  const missed = (output - predict(regression, inputs, order)) / COEFFICIENT;
  let at = order;
  for (let i = 0; i < order; i += 1) {
    const share = (gain[i] as number) / denominator;
    regression[i] = Math.floor((regression[i] as number) + share * missed + 0.5);
    for (let j = i; j < order; j += 1, at += 1) {
      const entry = ((regression[at] as number) - share * (gain[j] as number)) / kept;
      regression[at] = Math.floor(entry + 0.5);
    }
  }
}

/** Fills `gain` with the covariance times the inputs, and returns its trace. */
function multiply(regression: Regression, inputs: Float64Array, order: number): number {
  gain.fill(0);
  let trace = 0;
  let at = order;
  for (let i = 0; i < order; i += 1) {
    const input = inputs[i] as number;
    const diagonal = regression[at] as number;
    at += 1;
    trace += diagonal;
    let sum = diagonal * input;
    for (let j = i + 1; j < order; j += 1, at += 1) {
      const entry = regression[at] as number;
      sum += entry * (inputs[j] as number);
      gain[j] = (gain[j] as number) + entry * input;
    }
    gain[i] = (gain[i] as number) + sum;
  }
  return trace;
}
