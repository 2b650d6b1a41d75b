/** A verdict of which it is known whether it was right. */
export interface StatedConfidence {
  /** 0…1 */
  readonly confidence: number;
  readonly isRight: boolean;
}

/** The verdicts whose confidence lies in one tenth. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly cases: number;
  /** Means of what was stated and of what came true; undefined without cases. */
  readonly stated: number | undefined;
  readonly right: number | undefined;
}

/** How far stated confidence can be relied on. */
export interface Reliability {
  /** Ten, from 0 upward. */
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: the mean difference between stated and right, each bin by its number of cases; 0 without cases. */
  readonly error: number;
}

const BINS = 10;

/** Sorts verdicts into ten bins of equal width (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", 2015). */
export function reliabilityOf(verdicts: readonly StatedConfidence[]): Reliability {
  const bins = Array.from({ length: BINS }, (_, index): ReliabilityBin => {
    const inside = verdicts.filter(({ confidence }) => binOf(confidence) === index);
    const mean = (values: readonly number[]) =>
      values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length;
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      cases: inside.length,
      stated: mean(inside.map(({ confidence }) => confidence)),
      right: mean(inside.map(({ isRight }) => Number(isRight))),
    };
  });
  return { bins, error: errorOf(bins) };
}

/** The reliability of all verdicts together. */
export function pooledReliability(parts: readonly Reliability[]): Reliability {
  const bins = reliabilityOf([]).bins.map(({ from, to }, index): ReliabilityBin => {
    const inside = parts.flatMap(({ bins }) => bins[index] ?? []);
    const cases = inside.reduce((sum, bin) => sum + bin.cases, 0);
    const mean = (value: (bin: ReliabilityBin) => number | undefined) =>
      cases === 0 ? undefined : inside.reduce((sum, bin) => sum + bin.cases * (value(bin) ?? 0), 0) / cases;
    return { from, to, cases, stated: mean(({ stated }) => stated), right: mean(({ right }) => right) };
  });
  return { bins, error: errorOf(bins) };
}

function errorOf(bins: readonly ReliabilityBin[]): number {
  const cases = bins.reduce((sum, bin) => sum + bin.cases, 0);
  const off = bins.reduce((sum, bin) => sum + bin.cases * Math.abs((bin.stated ?? 0) - (bin.right ?? 0)), 0);
  return off / Math.max(1, cases);
}

function binOf(confidence: number): number {
  return Math.min(BINS - 1, Math.floor(confidence * BINS));
}
