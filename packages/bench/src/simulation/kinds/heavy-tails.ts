import { noisySeries } from '../noisy-series.ts';
import type { SimulatedKind } from '../simulated-kind.ts';

const DEGREES = 3;
/** 1.4826 times the upper quartile of the distribution, 0.7649. */
const SCALE = 1.134;

/** Independent noise of Student's t with 3 degrees of freedom: one sample of 350 lies beyond 8 of its robust scales. */
export const heavyTails: SimulatedKind = {
  title: "heavy tails (Student's t, 3 degrees of freedom)",
  simulate: (draws, samples) =>
    noisySeries(draws, samples, { next: () => draws.studentT(DEGREES), scale: SCALE }),
};
