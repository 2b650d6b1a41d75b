import { z } from 'zod';
import { bounded } from '../bounded.ts';
import type { Detector } from '../detector.ts';
import { excessOf } from '../excess.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { significant } from '../significant.ts';
import { EDGE_DEVIATE, scoreOfLogProbability } from '../tail.ts';

const optionsSchema = z.strictObject({
  span: z.number().int().min(30).default(60).describe('Samples that the short average is about'),
  memory: z
    .number()
    .int()
    .min(100)
    .default(4000)
    .describe('Samples whose extremes are remembered at least; after twice as many they are forgotten'),
  ...scaleOptions,
});
type RangeOptions = z.infer<typeof optionsSchema>;

/** Lowest and highest value, lowest and highest short average, each of the generation that lasts and of the one before it. */
type RangeState = [n: number, since: number, mean: number, ...extremes: number[]];

/** Place of the samples of the generation that lasts and of the one before it, and of those of the one that lasts alone. */
const N = 0;
const SINCE = 1;
/** Place of the short average. */
const MEAN = 2;
/** Places of the lowest value and of the lowest short average of a generation, each before the highest one. */
const VALUES = 3;
const MEANS = 5;
/** Averages that have nothing in common, before one is unusual: neighbours are alike, and a few of them span next to nothing. */
const VARIED = 5;
/** Numbers of a generation. */
const GENERATION = 4;
/** Significant digits of extremes: more would only make the state larger. */
const DIGITS = 6;

/**
 * A new extreme: the value, or its average over about 60 samples, beyond all that the last 4,000 to 8,000 samples reached. It was never
 * seen in n samples, which says p ≤ 1 / (n + 1) and no more: the score stays below the default threshold, and only the excess tells by how much.
 * Extremes are kept by generations, so that they are forgotten without a window of samples.
 */
export const range: Detector<RangeOptions, RangeState> = {
  kind: 'range',
  options: optionsSchema,
  init: () => [0, 0, 0],
  score(state, sample, _at, options, verdict) {
    const value = bounded(sample);
    verdict.ready = state[N] > options.span;
    verdict.excess = verdict.ready ? excess(state, value, options) : 0;
    verdict.score = verdict.excess > 0 ? scoreOfLogProbability(-Math.log(state[N] + 1)) : 0;
  },
  explain(state, _value, _at, _options, verdict) {
    verdict.lower = lowest(state, VALUES);
    verdict.upper = highest(state, VALUES);
    verdict.mid = (verdict.lower + verdict.upper) / 2;
    verdict.detail = `further out, by itself or on average, than any of the last ${state[N]} samples`;
  },
  learn(state, sample, _at, options) {
    const value = bounded(sample);
    state[MEAN] = averaged(state, value, options);
    if (state[SINCE] >= options.memory) nextGeneration(state);
    // The average of a few samples is that of a few samples: the extremes of averages begin anew until there are enough.
    if (state[SINCE] === 0 || state[N] < options.span) begin(state, MEANS, state[MEAN]);
    if (state[SINCE] === 0) begin(state, VALUES, value);
    widen(state, VALUES, value);
    widen(state, MEANS, state[MEAN]);
    state[N] += 1;
    state[SINCE] += 1;
  },
};

function averaged(state: RangeState, value: number, { span }: RangeOptions): number {
  return state[MEAN] + Math.max(2 / (span + 1), 1 / (state[N] + 1)) * (value - state[MEAN]);
}

function excess(state: RangeState, value: number, options: RangeOptions): number {
  const ofValue = beyond(state, VALUES, value, options);
  if (state[N] <= VARIED * options.span) return ofValue;
  return Math.max(ofValue, beyond(state, MEANS, averaged(state, value, options), options));
}

/** How far beyond the extremes, in half widths of the band between them. */
function beyond(state: RangeState, at: number, value: number, options: RangeOptions): number {
  const low = lowest(state, at);
  const high = highest(state, at);
  const outside = value > high ? value - high : low - value;
  if (!(outside > 0)) return 0;
  const least = EDGE_DEVIATE * smallestScale(value, options.min_scale, options.min_scale_ratio);
  const half = Math.max(least, high / 2 - low / 2);
  return excessOf(half + outside, half);
}

function lowest(state: RangeState, at: number): number {
  return Math.min(state[at] as number, state[at + GENERATION] ?? Number.POSITIVE_INFINITY);
}

function highest(state: RangeState, at: number): number {
  return Math.max(state[at + 1] as number, state[at + 1 + GENERATION] ?? Number.NEGATIVE_INFINITY);
}

function widen(state: RangeState, at: number, value: number): void {
  if (value < (state[at] as number)) state[at] = shortened(value);
  if (value > (state[at + 1] as number)) state[at + 1] = shortened(value);
}

/** The generation that lasted is the one before from now on. */
function nextGeneration(state: RangeState): void {
  for (let i = VALUES; i < VALUES + GENERATION; i += 1) state[i + GENERATION] = state[i] as number;
  state[N] = state[SINCE];
  state[SINCE] = 0;
}

function begin(state: RangeState, at: number, value: number): void {
  state[at] = state[at + 1] = shortened(value);
}

function shortened(value: number): number {
  return significant(value, DIGITS);
}
