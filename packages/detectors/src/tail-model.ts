import { MAX_SCORE, scoreOfLogProbability } from './tail.ts';

/** Bins of one factor of two. Half an octave is fine enough: p is interpolated between edges. */
const BINS_PER_OCTAVE = 2;
/** Twelve octaves below the largest deviation; smaller ones say nothing about the tail and share the lowest bin. */
const BINS = 24;
/** Where the highest bin that is in use lies after the bins were moved: some room above it. */
const HOME = 20;
/** Deviations that are remembered unless told otherwise: when there are so many, all counts are halved. */
const MEMORY = 4000;
/** Halved counts are cut to multiples of this, so that an old outlier is forgotten and their JSON stays short. */
const GRAIN = 1 / 8;

/** Deviations before the first score. */
export const TAIL_WARM_UP = 30;
/** Deviations below which the shape of the tail is taken for granted rather than from what was seen. */
export const YOUNG = 60;
/** Deviation of Student's t with 6 degrees of freedom, at least, whose p is 1e-3. */
const YOUNG_EDGE = 6.38;
/** So many deviations at least as large are enough to count them; beyond that, p is extrapolated. */
const COUNTABLE = 5;
const LOG_COUNTABLE = Math.log(COUNTABLE);
/** The slope of the tail is that of the largest 2 %, but of 20 deviations at least. */
const TAIL_SHARE = 0.02;
const TAIL_LEAST = 4 * COUNTABLE;
const MIN_SLOPE = 1;
const MAX_SLOPE = 16;
/** Growth of the slope per unit of τ above 1: of Gaussian tails, of which τ is measured as 1.3 there, it grows like the size. */
const BEND_PER_TAU = 4;
/** A bend below this is none, and would divide by nothing. */
const MIN_BEND = 0.01;

/** Score from which a deviation is surprising: outside the band. */
export const SURPRISING = 1;
/** What an episode of surprising deviations counts for when it is over, as deviations of its largest size. */
const EPISODE_WEIGHT = 2;
/** Surprising deviations of an episode after which they are the new normal. */
export const TAIL_ADOPTS_AFTER = 30;
/** Unsurprising deviations in a row that end an episode. */
const EPISODE_CALM = 5;

/**
 * How often deviations of which size occurred. One array of numbers, because there is one for each detector and series: the numbers
 * at the places below, and from {@link FIRST} on the weight in each bin, none while nothing deviated. Plain bounded JSON.
 */
export type TailModel = number[];

/** Weight of all deviations. */
const N = 0;
/** Number of the lowest bin and a half: it begins at a size of 2^(number / 2). Never whole, so that an engine always takes the array for one of fractions. */
const BASE = 1;
/** Surprising deviations of the episode that lasts, 0 while none does; the largest of them, and the unsurprising ones since. */
const RUN = 2;
const HELD = 3;
const CALM = 4;
const FIRST = 5;
const LENGTH = FIRST + BINS;

/** A model that has seen nothing. */
export function emptyTail(): TailModel {
  return [0, 0.5, 0, 0, 0];
}

/** True from the deviation on that can be scored. */
export const tailReady = (tail: TailModel): boolean => tailWeight(tail) >= TAIL_WARM_UP;

/** Deviations that are remembered. */
export const tailWeight = (tail: TailModel): number => tail[N] as number;

/** Share of deviations that were not 0. */
export function tailShareMoving(tail: TailModel): number {
  let moving = 0;
  for (let i = FIRST; i < tail.length; i += 1) moving += tail[i] as number;
  return moving === 0 ? 0 : moving / tailWeight(tail);
}

/** True at the deviation with which an episode becomes the new normal. */
export function tailAdopts(tail: TailModel): boolean {
  return tail[RUN] === TAIL_ADOPTS_AFTER;
}

/**
 * Score of a deviation by its size, as −log10(p) / 3, where p is how often deviations of this series were at least as
 * large. Where they can be counted they are; beyond that the tail is continued with the slope that Hill (1975) found in
 * the largest 2 %: a power law when that slope says so (latencies, bursts), up to a Weibull tail when deviations fall off
 * faster, as Gaussian ones do. Where nothing ever deviated anything is a surprise; the caller has to know what is too
 * small to matter. `correlation` is the number of deviations in a row that say about the same: fewer independent ones make the
 * slope less certain, and it is taken to be so much flatter. 0 while {@link tailReady} is false.
 */
export function tailScore(tail: TailModel, size: number, correlation = 1): number {
  const n = tail[N] as number;
  if (n < TAIL_WARM_UP || size === 0) return 0;
  if (tail.length < LENGTH) return MAX_SCORE;
  const place = placeOf(tail, size);
  const bin = Math.floor(place);
  let above = 0;
  for (let i = BINS - 1; i > bin && i >= 0; i -= 1) above += tail[FIRST + i] as number;
  let log = Math.log(above);
  if (bin >= 0 && bin < BINS) log = logWithin(above, log, tail[FIRST + bin] as number, place - bin, n);
  if (log >= LOG_COUNTABLE) return scoreOfLogProbability(log - Math.log(n));
  const score = scoreOfLogProbability(LOG_COUNTABLE - Math.log(n) - beyond(tail, place, correlation));
  return n < YOUNG && correlation === 1 ? Math.max(score, youngScore(tail, place)) : score;
}

/** Bins from the lower edge of the lowest one up to a size. */
function placeOf(tail: TailModel, size: number): number {
  return BINS_PER_OCTAVE * Math.log2(size) - (tail[BASE] as number) + 0.5;
}

/**
 * Score of a place while too little is known of the tail: that of Student's t with 6 degrees of freedom, at most 67.5 / t⁶, with
 * the size that a third of the deviations exceed as its unit. 0 where most deviations are 0, and there is no such size.
 */
function youngScore(tail: TailModel, place: number): number {
  const third = placeOfCount(tail, tailWeight(tail) / 3);
  if (third === 0) return 0;
  const logRatio = ((place - third) * Math.LN2) / BINS_PER_OCTAVE;
  return scoreOfLogProbability(Math.log(67.5) - 6 * logRatio);
}

/** Size of the deviation that scores 1 with this correlation: half the width of the band. NaN while {@link tailReady} is false. */
export function tailEdge(tail: TailModel, correlation = 1): number {
  if (!tailReady(tail)) return Number.NaN;
  if (tail.length < LENGTH) return 0;
  const edge = seenEdge(tail, correlation);
  if (tailWeight(tail) >= YOUNG || correlation !== 1) return edge;
  const third = placeOfCount(tail, tailWeight(tail) / 3);
  return third === 0 ? edge : Math.min(edge, YOUNG_EDGE * sizeAt(tail, third));
}

/** Size that one deviation of a thousand was seen to reach, to half an octave; {@link tailEdge} while hardly any was seen. */
export function tailReached(tail: TailModel): number {
  if (tailWeight(tail) < YOUNG) return tailEdge(tail);
  return tail.length < LENGTH ? 0 : sizeAt(tail, placeOfCount(tail, tailWeight(tail) / 1000));
}

function seenEdge(tail: TailModel, correlation: number): number {
  const wanted = tailWeight(tail) / 1000;
  if (wanted >= COUNTABLE) return sizeAt(tail, placeOfCount(tail, wanted));
  const countable = placeOfCount(tail, COUNTABLE);
  const nats = Math.log(COUNTABLE / wanted);
  return sizeAt(tail, countable + binsBeyond(tail, countable, nats, correlation));
}

/**
 * Learns the size of a deviation that scored `score`. An outage must neither blunt the model nor become normal while it
 * lasts: an episode of surprising deviations is learned when it is over and counts for two, so that three like it make a
 * habit and one does not; what lasts for more than {@link TAIL_ADOPTS_AFTER} samples is the new normal.
 */
export function learnTail(tail: TailModel, size: number, score: number, memory = MEMORY): void {
  if (score < SURPRISING) {
    if (tail[RUN] !== 0) calmDown(tail, memory);
    count(tail, size, 1, memory);
    return;
  }
  tail[CALM] = 0;
  const run = Math.min((tail[RUN] as number) + 1, TAIL_ADOPTS_AFTER + 1);
  tail[RUN] = run;
  if (run > TAIL_ADOPTS_AFTER) count(tail, size, 1, memory);
  else tail[HELD] = Math.max(tail[HELD] as number, size);
}

function calmDown(tail: TailModel, memory: number): void {
  const calm = (tail[CALM] as number) + 1;
  tail[CALM] = calm;
  if (calm < EPISODE_CALM) return;
  count(tail, tail[HELD] as number, EPISODE_WEIGHT, memory);
  tail[RUN] = 0;
  tail[HELD] = 0;
}

function count(tail: TailModel, size: number, weight: number, memory: number): void {
  const n = (tail[N] as number) + weight;
  tail[N] = n;
  if (size > 0) {
    const index = FIRST + binFor(tail, size);
    tail[index] = (tail[index] as number) + weight;
  }
  if (n >= memory) forgetHalf(tail);
}

/** The bin of a size; the bins are moved up when it lies above all of them. */
function binFor(tail: TailModel, size: number): number {
  const absolute = Math.floor(BINS_PER_OCTAVE * Math.log2(size));
  if (tail.length < LENGTH) {
    tail.length = LENGTH;
    tail.fill(0, FIRST);
    tail[BASE] = absolute - HOME + 0.5;
  }
  let bin = absolute - (tail[BASE] as number) + 0.5;
  if (bin >= BINS) {
    move(tail, bin - HOME);
    bin = HOME;
  }
  return Math.max(0, bin);
}

/** Moves the bins up by so many; what falls out of the lowest one stays in it. Negative: down. */
function move(tail: TailModel, up: number): void {
  const moved = new Array<number>(BINS).fill(0);
  for (let bin = 0; bin < BINS; bin += 1) {
    const weight = tail[FIRST + bin] as number;
    if (weight === 0) continue;
    const place = Math.max(0, bin - up);
    moved[place] = (moved[place] as number) + weight;
  }
  for (let bin = 0; bin < BINS; bin += 1) tail[FIRST + bin] = moved[bin] as number;
  tail[BASE] = (tail[BASE] as number) + up;
}

function forgetHalf(tail: TailModel): void {
  tail[N] = (tail[N] as number) / 2;
  let highest = -1;
  for (let bin = 0; bin < tail.length - FIRST; bin += 1) {
    const half = Math.floor((tail[FIRST + bin] as number) / 2 / GRAIN) * GRAIN;
    tail[FIRST + bin] = half;
    if (half > 0) highest = bin;
  }
  // A series that became calmer gets its resolution back.
  if (highest >= 0 && highest < HOME) move(tail, highest - HOME);
}

/** Place (in bins above the lowest) that has this weight above it. */
export function placeOfCount(tail: TailModel, weight: number): number {
  let above = 0;
  for (let i = BINS - 1; i >= 0; i -= 1) {
    const here = tail[FIRST + i] as number;
    if (here > 0 && above + here >= weight) return i + shareOf(above, here, weight);
    above += here;
  }
  return 0;
}

/** Share of deviations from which on a bin is far from the tail: there a straight line is good enough, and much cheaper. */
const BULK = 0.1;

/** Logarithm of the weight above a place that is `share` up a bin with `here` in it and `above` over it: log-linear, as tails are. */
function logWithin(above: number, logAbove: number, here: number, share: number, n: number): number {
  if (above > BULK * n || above === 0) return Math.log(above + here * (1 - share));
  return share * logAbove + (1 - share) * Math.log(above + here);
}

/** The inverse of {@link logWithin}. */
function shareOf(above: number, here: number, weight: number): number {
  if (above === 0) return 1 - weight / here;
  return Math.log((above + here) / weight) / Math.log((above + here) / above);
}

/** Size at a place. */
export function sizeAt(tail: TailModel, place: number): number {
  return Math.min(Number.MAX_VALUE, 2 ** ((place + (tail[BASE] as number) - 0.5) / BINS_PER_OCTAVE));
}

/** What −ln(p) grows by from the largest deviation that can be counted to this place. */
function beyond(tail: TailModel, place: number, correlation: number): number {
  const from = placeOfCount(tail, COUNTABLE);
  const { slope, bend } = tailShape(tail, from, correlation);
  const logRatio = (Math.max(0, place - from) * Math.LN2) / BINS_PER_OCTAVE;
  return slope * (bend < MIN_BEND ? logRatio : Math.expm1(bend * logRatio) / bend);
}

/** The inverse of {@link beyond}: bins after which −ln(p) has grown by so much. */
function binsBeyond(tail: TailModel, from: number, nats: number, correlation: number): number {
  const { slope, bend } = tailShape(tail, from, correlation);
  const logRatio = bend < MIN_BEND ? nats / slope : Math.log1p((nats * bend) / slope) / bend;
  return (logRatio * BINS_PER_OCTAVE) / Math.LN2;
}

/**
 * Slope of −ln(p) over the logarithm of the size at place `at`, and how fast it grows from there: not at all for a power
 * law. Hill's estimator on the bins gives the mean slope of the largest deviations. A tail exp(−x^τ) has the slope τ·ln(1/p),
 * whose mean there is τ·(ln(1/share) + 1); a slope above that of τ = 1 tells a tail that falls faster than exponentially.
 */
function tailShape(tail: TailModel, at: number, correlation: number): { slope: number; bend: number } {
  const wanted = Math.max(TAIL_LEAST, TAIL_SHARE * tailWeight(tail));
  let above = 0;
  let places = 0;
  for (let i = BINS - 1; i >= 0; i -= 1) {
    const here = tail[FIRST + i] as number;
    if (here === 0) continue;
    const part = Math.min(here, wanted - above);
    const from = i + 1 - part / here;
    places += part * (i + 1 - part / here / 2);
    above += part;
    if (above < wanted) continue;
    const mean = places / above;
    const excess = ((mean - from) * Math.LN2) / BINS_PER_OCTAVE;
    // One standard error less than Hill's estimate, which is worth as many samples as are independent.
    const slope = 1 / excess / (1 + Math.sqrt(correlation / above));
    const tau = slope / (Math.log(tailWeight(tail) / above) + 1);
    const bend = Math.max(0, Math.min(1, BEND_PER_TAU * (tau - 1)));
    const grown = slope * 2 ** ((bend * Math.max(0, at - mean)) / BINS_PER_OCTAVE);
    return { slope: Math.min(MAX_SLOPE, Math.max(MIN_SLOPE, grown)), bend };
  }
  // Fewer deviations than that: nothing is known of the tail.
  return { slope: MIN_SLOPE, bend: 0 };
}
