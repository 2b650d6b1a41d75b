import { type Reliability, reliabilityOf, type StatedConfidence } from './reliability.ts';

/** How well the causes of the cases of a data set were named. */
export interface CauseQuality {
  readonly dataset: string;
  readonly cases: number;
  /** Cases of which nothing was said. */
  readonly missing: number;
  /** Shares of the cases whose cause stands in place 1, up to 3 and up to 5. */
  readonly ac1: number;
  readonly ac3: number;
  readonly ac5: number;
  /** Bounds of AC@1 by Wilson, 95 %. */
  readonly ac1Bounds: readonly [number, number];
  /** Mean of AC@1 to AC@5. */
  readonly avg5: number;
  /** Mean of 1 / place. */
  readonly mrr: number;
  /** Of the confidence in the first place. */
  readonly reliability: Reliability;
  /** Median and 99th percentile of the milliseconds to a verdict; undefined where there was none. */
  readonly ms: { readonly p50: number; readonly p99: number } | undefined;
}

/**
 * What came of a case: the place of its cause (undefined: not named), the confidence in the first place, and what the verdict took;
 * null where there is none.
 */
export interface JudgedCase {
  readonly place: number | undefined;
  readonly confidence: number;
  readonly ms: number | null;
}

const Z_95 = 1.96;

/** Sums up the cases of a data set. */
export function causeQuality(dataset: string, cases: readonly JudgedCase[]): CauseQuality {
  const share = (places: number) =>
    cases.filter(({ place }) => place !== undefined && place <= places).length / Math.max(1, cases.length);
  const shares = [1, 2, 3, 4, 5].map(share);
  const [ac1 = 0, , ac3 = 0, , ac5 = 0] = shares;
  const inverse = cases.reduce((sum, { place }) => sum + (place === undefined ? 0 : 1 / place), 0);
  return {
    dataset,
    cases: cases.length,
    missing: cases.filter(({ ms }) => ms === null).length,
    ac1,
    ac3,
    ac5,
    ac1Bounds: wilson(ac1, cases.length),
    avg5: shares.reduce((sum, one) => sum + one, 0) / shares.length,
    mrr: inverse / Math.max(1, cases.length),
    reliability: reliabilityOf(cases.map(statedConfidence)),
    ms: percentiles(cases.flatMap(({ ms }) => ms ?? [])),
  };
}

/** Whether the first place was right, and how surely it was said to be. */
export function statedConfidence({ place, confidence }: JudgedCase): StatedConfidence {
  return { confidence, isRight: place === 1 };
}

/** The interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927). */
function wilson(share: number, count: number): readonly [number, number] {
  if (count === 0) return [0, 0];
  const square = Z_95 ** 2;
  const scale = 1 + square / count;
  const centre = share + square / (2 * count);
  const reach = Z_95 * Math.sqrt((share * (1 - share)) / count + square / (4 * count ** 2));
  return [Math.max(0, centre - reach) / scale, Math.min(scale, centre + reach) / scale];
}

function percentiles(values: readonly number[]): CauseQuality['ms'] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[Math.min(sorted.length - 1, index)] as number;
  if (sorted.length === 0) return undefined;
  return { p50: at(Math.floor(sorted.length / 2)), p99: at(Math.floor(sorted.length * 0.99)) };
}
