import { MAX_SCORE, scoreOfLogProbability } from './tail.ts';

/** Bins of one factor of two. Half an octave is fine enough: p is interpolated between edges. */
const BINS_PER_OCTAVE = 2;
/** Twelve octaves below the largest deviation; smaller ones say nothing about the tail and share the lowest bin. */
const BINS = 24;
/** Where the highest bin that is in use lies after the bins were moved: some room above it. */
const HOME = 20;
/** Deviations that are remembered: when there are so many, all counts are halved. */
const MEMORY = 4000;
/** Halved counts are cut to multiples of this, so that an old outlier is forgotten and their JSON stays short. */
const GRAIN = 1 / 8;

/** Deviations before the first score. */
export const TAIL_WARM_UP = 30;
/** So many deviations at least as large are enough to count them; beyond that, p is extrapolated. */
const COUNTABLE = 5;
/** The slope of the tail is that of the largest 2 %, but of 20 deviations at least. */
const TAIL_SHARE = 0.02;
const TAIL_LEAST = 4 * COUNTABLE;
const MIN_SLOPE = 1;
const MAX_SLOPE = 12;
/** A bend below this is none, and would divide by nothing. */
const MIN_BEND = 0.01;

/** Score from which a deviation is surprising (p = 1e-4) … */
const SURPRISING = 4 / 3;
/** … and counts for half, until the episode that it belongs to has counted for so much … */
const SURPRISING_WEIGHT = 0.5;
const EPISODE_WEIGHT = 2;
/** … or has lasted so long that it is the new normal. */
export const TAIL_ADOPTS_AFTER = 30;
/** Unsurprising deviations in a row that end an episode. */
const EPISODE_CALM = 5;

/** How often deviations of which size occurred. Plain bounded JSON. */
export interface TailModel {
  /** Weight of all deviations in the bins. */
  n: number;
  /** Number of the lowest bin: it begins at a size of 2^(base / 2). */
  base: number;
  counts: number[];
  /** Surprising deviations of the episode that lasts, 0 while none does, and the unsurprising ones since. */
  run: number;
  calm: number;
}

/** A model that has seen nothing. */
export function emptyTail(): TailModel {
  return { n: 0, base: 0, counts: [], run: 0, calm: 0 };
}

/** True from the deviation on that can be scored. */
export function tailReady(tail: TailModel): boolean {
  return tail.n >= TAIL_WARM_UP;
}

/**
 * Score of a deviation by its size, as −log10(p) / 3, where p is how often deviations of this series were at least as
 * large. Where they can be counted they are; beyond that the tail is continued with the slope that Hill (1975) found in
 * the largest 2 %: a power law when that slope says so (latencies, bursts), up to a Weibull tail when deviations fall off
 * faster, as Gaussian ones do. Where nothing ever deviated anything is a surprise; the caller has to know what is too
 * small to matter. 0 while {@link tailReady} is false.
 */
export function tailScore(tail: TailModel, size: number): number {
  if (!tailReady(tail) || size === 0) return 0;
  const { counts, n } = tail;
  if (counts.length === 0) return MAX_SCORE;
  const place = BINS_PER_OCTAVE * Math.log2(size) - tail.base;
  const bin = Math.floor(place);
  let above = 0;
  for (let i = BINS - 1; i > bin && i >= 0; i -= 1) above += counts[i] ?? 0;
  if (bin >= 0 && bin < BINS) above = within(above, counts[bin] ?? 0, place - bin);
  if (above >= COUNTABLE) return scoreOfLogProbability(Math.log(Math.min(1, above / n)));
  return scoreOfLogProbability(Math.log(COUNTABLE / n) - beyond(tail, place));
}

/** Size of the deviation that scores 1: half the width of the band. NaN while {@link tailReady} is false. */
export function tailEdge(tail: TailModel): number {
  if (!tailReady(tail)) return Number.NaN;
  if (tail.counts.length === 0) return 0;
  const wanted = tail.n / 1000;
  if (wanted >= COUNTABLE) return sizeAt(tail, placeOfCount(tail, wanted));
  const countable = placeOfCount(tail, COUNTABLE);
  const nats = Math.log(COUNTABLE / wanted);
  return sizeAt(tail, countable + octaves(tail, nats) * BINS_PER_OCTAVE);
}

/**
 * Learns the size of a deviation that scored `score`. An outage must not blunt the model: surprising deviations of one
 * episode count for two together, so that three like it make a habit and one does not; what lasts for
 * {@link TAIL_ADOPTS_AFTER} samples is the new normal.
 */
export function learnTail(tail: TailModel, size: number, score: number): void {
  if (score < SURPRISING) {
    if (tail.run > 0) {
      tail.calm += 1;
      if (tail.calm >= EPISODE_CALM) tail.run = 0;
    }
    count(tail, size, 1);
    return;
  }
  tail.run = Math.min(tail.run + 1, TAIL_ADOPTS_AFTER + 1);
  tail.calm = 0;
  if (tail.run > TAIL_ADOPTS_AFTER) count(tail, size, 1);
  else if (tail.run * SURPRISING_WEIGHT <= EPISODE_WEIGHT) count(tail, size, SURPRISING_WEIGHT);
}

function count(tail: TailModel, size: number, weight: number): void {
  tail.n += weight;
  if (size > 0) {
    const bin = binFor(tail, size);
    tail.counts[bin] = (tail.counts[bin] ?? 0) + weight;
  }
  if (tail.n >= MEMORY) forgetHalf(tail);
}

/** The bin of a size; the bins are moved up when it lies above all of them. */
function binFor(tail: TailModel, size: number): number {
  const absolute = Math.floor(BINS_PER_OCTAVE * Math.log2(size));
  if (tail.counts.length === 0) {
    tail.counts = new Array<number>(BINS).fill(0);
    tail.base = absolute - HOME;
  }
  if (absolute - tail.base >= BINS) move(tail, absolute - HOME);
  return Math.max(0, absolute - tail.base);
}

function move(tail: TailModel, base: number): void {
  const moved = new Array<number>(BINS).fill(0);
  for (const [bin, weight] of tail.counts.entries()) {
    const place = Math.max(0, bin + tail.base - base);
    moved[place] = (moved[place] ?? 0) + weight;
  }
  tail.counts = moved;
  tail.base = base;
}

function forgetHalf(tail: TailModel): void {
  tail.n /= 2;
  let highest = -1;
  for (const [bin, weight] of tail.counts.entries()) {
    const half = Math.floor(weight / 2 / GRAIN) * GRAIN;
    tail.counts[bin] = half;
    if (half > 0) highest = bin;
  }
  // A series that became calmer gets its resolution back.
  if (highest >= 0 && highest < HOME) move(tail, tail.base + highest - HOME);
}

/** Place (in bins above the lowest) that has this weight above it. */
function placeOfCount(tail: TailModel, weight: number): number {
  let above = 0;
  for (let i = BINS - 1; i >= 0; i -= 1) {
    const here = tail.counts[i] ?? 0;
    if (here > 0 && above + here >= weight) return i + shareOf(above, here, weight);
    above += here;
  }
  return 0;
}

/** Weight above a place that is `share` up a bin with `here` in it and `above` over it: log-linear, as tails are. */
function within(above: number, here: number, share: number): number {
  return above > 0 ? above ** share * (above + here) ** (1 - share) : here * (1 - share);
}

/** The inverse of {@link within}. */
function shareOf(above: number, here: number, weight: number): number {
  if (above === 0) return 1 - weight / here;
  return Math.log((above + here) / weight) / Math.log((above + here) / above);
}

function sizeAt(tail: TailModel, place: number): number {
  return Math.min(Number.MAX_VALUE, 2 ** ((place + tail.base) / BINS_PER_OCTAVE));
}

/** What −ln(p) grows by from the largest deviation that can be counted to this place. */
function beyond(tail: TailModel, place: number): number {
  const { slope, bend } = tailShape(tail);
  const logRatio = (Math.max(0, place - placeOfCount(tail, COUNTABLE)) * Math.LN2) / BINS_PER_OCTAVE;
  return slope * (bend < MIN_BEND ? logRatio : Math.expm1(bend * logRatio) / bend);
}

/** The inverse of {@link beyond}: octaves after which −ln(p) has grown by so much. */
function octaves(tail: TailModel, nats: number): number {
  const { slope, bend } = tailShape(tail);
  const logRatio = bend < MIN_BEND ? nats / slope : Math.log1p((nats * bend) / slope) / bend;
  return logRatio / Math.LN2;
}

/**
 * Slope of −ln(p) over the logarithm of the size at the end of what was seen (Hill's estimator on the bins), and how fast
 * it grows from there: not at all for a power law. A tail exp(−x^τ) has a slope of τ·ln(1/p); τ − 1, at most 1, is the bend.
 */
function tailShape(tail: TailModel): { slope: number; bend: number } {
  const wanted = Math.max(TAIL_LEAST, TAIL_SHARE * tail.n);
  let above = 0;
  let places = 0;
  for (let i = BINS - 1; i >= 0; i -= 1) {
    const here = tail.counts[i] ?? 0;
    if (here === 0) continue;
    const part = Math.min(here, wanted - above);
    const from = i + 1 - part / here;
    places += part * (i + 1 - part / here / 2);
    above += part;
    if (above < wanted) continue;
    const excess = ((places / above - from) * Math.LN2) / BINS_PER_OCTAVE;
    const slope = Math.min(MAX_SLOPE, Math.max(MIN_SLOPE, 1 / excess));
    const tau = slope / (Math.log(tail.n / above) + 1);
    return { slope, bend: Math.max(0, Math.min(1, tau - 1)) };
  }
  // Fewer deviations than that: nothing is known of the tail.
  return { slope: MIN_SLOPE, bend: 0 };
}
