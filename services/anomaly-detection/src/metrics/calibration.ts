/** Scores above this are the tail that is learned. */
const TAIL_FROM = 0.5;
/** How often a score lies there, and by how much it does on average, when scores mean what they say: 10^(−3 · 0.5) and 1 / (3 ln 10). */
const USUAL_RATE = 10 ** (-3 * TAIL_FROM);
const USUAL_EXCESS = 1 / (3 * Math.LN10);

/** Memory of the rate in samples, of the excess in samples of the tail. */
const RATE_WEIGHT = 1 / 500;
const EXCESS_WEIGHT = 1 / 20;
/** One outage must not blunt the detectors: no more than this of it is learned, and it is forgotten in some 2,000 samples. */
const MAX_EXCESS = 2;
const FORGET_WEIGHT = 1 / 2000;

/** How heavy the tail of a series' scores is. Plain JSON, part of the state. */
export interface TailHabit {
  rate: number;
  excess: number;
  /** Highest score of the unusual span that lasts, 0 while none does. */
  held: number;
}

export function usualTail(): TailHabit {
  return { rate: USUAL_RATE, excess: USUAL_EXCESS, held: 0 };
}

/**
 * A score in the light of the series' own habit. Detectors assume bell-shaped noise; latencies, bursts and rare counts
 * have heavier tails, and would be anomalous every few minutes. The tail of past scores is fitted with an exponential
 * (peaks over a threshold, as Siffer et al. 2017 do on values) and the score is what −log10(p) / 3 is under that fit.
 * Never more than the score itself.
 */
export function calibrated(habit: TailHabit, score: number): number {
  if (score <= TAIL_FROM) return score;
  const rate = Math.max(habit.rate, USUAL_RATE);
  const excess = Math.max(habit.excess, USUAL_EXCESS);
  const fitted = (USUAL_EXCESS * (score - TAIL_FROM)) / excess - Math.log10(rate) / 3;
  return Math.min(score, Math.max(TAIL_FROM, fitted));
}

/**
 * Learns an uncalibrated score. While a span is unusual (anomalous, or about to be) nothing is learned; when it is over
 * it counts as one sample with its highest score. So an outage counts once however long it lasts, and a spike that
 * comes every hour becomes a habit after some ten of them.
 */
export function learnTail(habit: TailHabit, score: number, unusual: boolean): void {
  if (unusual) {
    habit.held = Math.max(habit.held, score);
    return;
  }
  if (habit.held > 0) learnOne(habit, habit.held);
  habit.held = 0;
  learnOne(habit, score);
}

function learnOne(habit: TailHabit, score: number): void {
  const inTail = score > TAIL_FROM;
  habit.rate += RATE_WEIGHT * ((inTail ? 1 : 0) - habit.rate);
  habit.excess += FORGET_WEIGHT * (USUAL_EXCESS - habit.excess);
  if (inTail) habit.excess += EXCESS_WEIGHT * (Math.min(MAX_EXCESS, score - TAIL_FROM) - habit.excess);
}
