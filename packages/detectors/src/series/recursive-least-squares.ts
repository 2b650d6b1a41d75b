/**
 * Largest trace of the covariance per coefficient. What is known is only forgotten below it: while nothing happens the
 * covariance would grow for ever (wind-up), and lose its definiteness in rounding errors.
 */
const MAX_COVARIANCE = 100;

/** Coefficients of a linear regression and the covariance of their estimate (row by row, symmetric). */
export interface Regression {
  coefficients: number[];
  covariance: number[];
}

/** A regression that knows nothing: all coefficients 0. */
export function emptyRegression(order: number): Regression {
  const covariance = new Array<number>(order * order).fill(0);
  for (let i = 0; i < order; i += 1) covariance[i * order + i] = 1;
  return { coefficients: new Array<number>(order).fill(0), covariance };
}

/** The output for these inputs. */
export function predict({ coefficients }: Regression, inputs: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i += 1) sum += (coefficients[i] as number) * (inputs[i] as number);
  return sum;
}

/** Reused by each call: the gain before it is divided. */
const gain: number[] = [];

/**
 * One step of recursive least squares with the forgetting factor `forget`, while the covariance is small enough for it.
 * Inputs and output should be of the order of 1.
 */
export function learnRegression(
  regression: Regression,
  inputs: readonly number[],
  output: number,
  forget: number,
): void {
  const { coefficients, covariance } = regression;
  const order = coefficients.length;
  let trace = 0;
  for (let i = 0; i < order; i += 1) trace += covariance[i * order + i] as number;
  const kept = trace < MAX_COVARIANCE * order ? forget : 1;
  let denominator = kept;
  for (let i = 0; i < order; i += 1) {
    let sum = 0;
    for (let j = 0; j < order; j += 1) sum += (covariance[i * order + j] as number) * (inputs[j] as number);
    gain[i] = sum;
    denominator += sum * (inputs[i] as number);
  }
  const missed = output - predict(regression, inputs);
  for (let i = 0; i < order; i += 1) {
    const share = (gain[i] as number) / denominator;
    coefficients[i] = (coefficients[i] as number) + share * missed;
    for (let j = i; j < order; j += 1) {
      const entry = ((covariance[i * order + j] as number) - share * (gain[j] as number)) / kept;
      covariance[i * order + j] = entry;
      covariance[j * order + i] = entry;
    }
  }
}
