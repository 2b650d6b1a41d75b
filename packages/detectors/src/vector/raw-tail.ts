import { scoreOfLogProbability } from '../tail.ts';

/** Share of raw scores that make the tail. */
const TAIL_SHARE = 0.05;
/** Raw scores that are gathered before the tail is known. */
const WARM_UP = 200;
/** Weight of a raw score for where the tail begins, and of one in the tail for how long it is. */
const WEIGHT = 1 / 500;
const EXCESS_WEIGHT = 1 / 50;
/** Scores from which on a row is part of an unusual span, which is learned as one row when it is over … */
const UNUSUAL = 1.5;
/** … or after so many rows, when it has become the usual. */
const MAX_UNUSUAL = 500;

/** Where the tail of logarithms of raw scores begins, and its mean excess. Plain JSON, part of the state. */
export interface RawTail {
  first: number[];
  from: number;
  excess: number;
  /** Highest logarithm of the unusual span that lasts, and its length in rows. */
  held: number;
  unusual: number;
}

export function emptyRawTail(): RawTail {
  return { first: [], from: 0, excess: 0, held: 0, unusual: 0 };
}

export function rawTailReady(tail: RawTail): boolean {
  return tail.excess > 0;
}

/**
 * Score of a raw one among those before it. Logarithms beyond the start of the tail are taken as exponential, that is, raw
 * scores as Pareto (Hill 1975): safe for heavy tails, and for light ones a little too careful.
 */
export function scoreOfRaw(tail: RawTail, raw: number): number {
  if (!rawTailReady(tail)) return 0;
  const beyond = logOf(raw) - tail.from;
  return beyond <= 0 ? 0 : scoreOfLogProbability(Math.log(TAIL_SHARE) - beyond / tail.excess);
}

/** Learns a raw score. An outage counts once however long it lasts. */
export function learnRaw(tail: RawTail, raw: number): void {
  const value = logOf(raw);
  if (!rawTailReady(tail)) {
    begin(tail, value);
    return;
  }
  if (scoreOfRaw(tail, raw) >= UNUSUAL && tail.unusual < MAX_UNUSUAL) {
    tail.held = tail.unusual === 0 ? value : Math.max(tail.held, value);
    tail.unusual += 1;
    return;
  }
  if (tail.unusual > 0 && tail.unusual < MAX_UNUSUAL) learnOne(tail, tail.held);
  tail.unusual = 0;
  learnOne(tail, value);
}

function begin(tail: RawTail, value: number): void {
  tail.first.push(value);
  if (tail.first.length < WARM_UP) return;
  const sorted = tail.first.sort((a, b) => a - b);
  const place = Math.floor((1 - TAIL_SHARE) * sorted.length);
  tail.from = sorted[place] as number;
  const beyond = sorted.slice(place + 1);
  const mean = beyond.reduce((sum, each) => sum + each - tail.from, 0) / beyond.length;
  tail.excess = Math.max(mean, MIN_EXCESS);
  tail.first = [];
}

/** Shortest tail: less than a few hundredths more is never unusual. */
const MIN_EXCESS = 0.02;

function learnOne(tail: RawTail, value: number): void {
  const beyond = value - tail.from;
  tail.from += WEIGHT * 10 * tail.excess * ((beyond > 0 ? 1 : 0) - TAIL_SHARE);
  if (beyond > 0) tail.excess += EXCESS_WEIGHT * (Math.min(beyond, 10 * tail.excess) - tail.excess);
  tail.excess = Math.max(tail.excess, MIN_EXCESS);
}

function logOf(raw: number): number {
  return Math.log(Math.max(raw, 1e-9));
}
