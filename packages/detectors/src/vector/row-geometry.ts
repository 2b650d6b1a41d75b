import { medianDeviation, medianOf } from './median.ts';
import type { LearnedRow } from './stored-row.ts';
import { bounded } from './vector-detector.ts';

/** Rows further out than this share of them are not learned from. */
const KEPT = 0.8;
const ROUNDS = 2;
/** Turns a median absolute deviation into a standard deviation when the data are Gaussian. */
const MAD_TO_SIGMA = 1.4826;
/** Deviations beyond which a number counts as if it lay there, while it is not known which rows are unusual. */
const FIRST_CLIP = 3;

/** How rows lie: their middle, the scale of each place, and how places move together. */
export interface RowGeometry {
  readonly middle: number[];
  readonly scale: number[];
  /** Inverse of the covariance of standardised places, row by row. */
  readonly precision: number[];
}

/** What a set of rows looks like without its unusual ones. */
interface FittedRows {
  readonly geometry: RowGeometry;
  /** The rows that were kept, standardised, and with independent places of unit size. */
  readonly standard: number[][];
  readonly whitened: number[][];
}

/**
 * Middle, scale and covariance of rows, robust against a fifth of them: concentration steps as in the fast minimum covariance
 * determinant (Rousseeuw and Van Driessen 1999), begun at medians. The covariance is shrunk towards independent places
 * by more the fewer rows there are. A place that is missing in a row counts as its median there.
 */
export function fitRows(rows: readonly LearnedRow[], width: number, floors: Floors): FittedRows {
  const middle: number[] = [];
  const scale: number[] = [];
  for (let place = 0; place < width; place += 1) {
    const sorted = rows
      .map((row) => row[place])
      .filter((value) => value != null)
      .sort((a, b) => a - b);
    const mid = sorted.length === 0 ? 0 : medianOf(sorted);
    const deviation = sorted.length === 0 ? 0 : medianDeviation(sorted, mid) * MAD_TO_SIGMA;
    middle.push(mid);
    scale.push(Math.max(deviation, floors.absolute, floors.ratio * Math.abs(mid)));
  }
  const standard = rows.map((row) =>
    middle.map((mid, place) => ((row[place] ?? mid) - mid) / (scale[place] as number)),
  );
  const clipped = standard.map((row) =>
    row.map((value) => Math.max(-FIRST_CLIP, Math.min(FIRST_CLIP, value))),
  );
  let factor = choleskyFactor(shrunkCovariance(clipped, width), width);
  let kept = standard;
  for (let round = 0; round < ROUNDS; round += 1) {
    kept = nearest(standard, factor);
    factor = choleskyFactor(shrunkCovariance(kept, width), width);
  }
  return {
    geometry: { middle, scale, precision: inverseOf(factor, width) },
    standard: kept,
    whitened: kept.map((row) => solve(factor, row)),
  };
}

/** Smallest scale of a place. */
interface Floors {
  readonly absolute: number;
  /** Of its middle. */
  readonly ratio: number;
}

/** A vector in the scales of its places; NaN stays NaN, and so does a place that is not known yet. */
export function standardised(vector: readonly number[], geometry: RowGeometry): number[] {
  return geometry.middle.map((mid, place) => {
    const value = vector[place];
    return value === undefined ? Number.NaN : (bounded(value) - mid) / (geometry.scale[place] as number);
  });
}

/** The share of rows that lie nearest to the middle. */
function nearest(rows: readonly number[][], factor: Float64Array): number[][] {
  const distances = rows.map((row) => {
    let squares = 0;
    for (const value of solve(factor, row)) squares += value * value;
    return squares;
  });
  const limit = [...distances].sort((a, b) => a - b)[Math.ceil(KEPT * rows.length) - 1] as number;
  return rows.filter((_, i) => (distances[i] as number) <= limit);
}

/** Covariance of standardised rows around 0, as a full matrix, row by row. */
function shrunkCovariance(rows: readonly number[][], width: number): Float64Array {
  const covariance = new Float64Array(width * width);
  for (const row of rows) {
    for (let i = 0; i < width; i += 1) {
      const start = i * width;
      const value = (row[i] as number) / rows.length;
      for (let j = 0; j <= i; j += 1) {
        covariance[start + j] = (covariance[start + j] as number) + value * (row[j] as number);
      }
    }
  }
  const shrunk = Math.min(1, LEAST_SHRUNK + (SHRUNK_BY * width) / rows.length);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const place = i * width + j;
      covariance[place] = (1 - shrunk) * (covariance[place] as number);
    }
    // A place that never moves still has its scale.
    covariance[i * width + i] = Math.max(covariance[i * width + i] as number, MIN_VARIANCE);
  }
  return covariance;
}

/** Share by which correlations are taken for smaller than they look: at least, and for each place per row. */
const LEAST_SHRUNK = 0.01;
const SHRUNK_BY = 0.1;
/** Smallest variance of a standardised place, whose usual one is 1. */
const MIN_VARIANCE = 0.1;

/** Lower triangle L with L·Lᵀ = `matrix`, row by row, of a positive definite matrix of which the lower triangle is read. */
function choleskyFactor(matrix: Float64Array, width: number): Float64Array {
  const factor = new Float64Array(width * width);
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = matrix[i * width + j] as number;
      for (let k = 0; k < j; k += 1) {
        rest -= (factor[i * width + k] as number) * (factor[j * width + k] as number);
      }
      factor[i * width + j] =
        i === j ? Math.sqrt(Math.max(rest, MIN_PIVOT)) : rest / (factor[j * width + j] as number);
    }
  }
  return factor;
}

/** Smallest square on the diagonal of a factor: places that say the same are nearly dependent. */
const MIN_PIVOT = 0.01;

/** The solution x of L·x = `row`. */
function solve(factor: Float64Array, row: readonly number[]): number[] {
  const solution = [...row];
  for (let i = 0; i < solution.length; i += 1) {
    const start = i * solution.length;
    let rest = solution[i] as number;
    for (let k = 0; k < i; k += 1) rest -= (factor[start + k] as number) * (solution[k] as number);
    solution[i] = rest / (factor[start + i] as number);
  }
  return solution;
}

/** (L·Lᵀ)⁻¹ of a factor L. */
function inverseOf(factor: Float64Array, width: number): number[] {
  const columns = Array.from({ length: width }, (_, column) =>
    solve(
      factor,
      Array.from({ length: width }, (_, i) => (i === column ? 1 : 0)),
    ),
  );
  const inverse: number[] = [];
  for (let i = 0; i < width; i += 1) {
    for (let j = 0; j < width; j += 1) {
      let sum = 0;
      for (let k = Math.max(i, j); k < width; k += 1) {
        sum += (columns[i]?.[k] as number) * (columns[j]?.[k] as number);
      }
      inverse.push(sum);
    }
  }
  return inverse;
}
