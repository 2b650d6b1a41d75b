import { scoreOfLogProbability } from '../tail.ts';

/** Share of raw scores that make the tail. */
const TAIL_SHARE = 0.05;
/** Raw scores that are gathered before the tail is known. */
const WARM_UP = 200;
/** Weight of a raw score for where the tail begins; the step is that many times its length. */
const WEIGHT = 1 / 50;
const FROM_SHARE = 0.1;
/** Weight of one in the tail for how long it is, and how much of that length counts of it. */
const EXCESS_WEIGHT = 1 / 200;
const MAX_EXCESS = 5;
/** Shortest tail, where 1 is about the usual raw score. */
const MIN_EXCESS = 0.02;
/** Scores from which on a row is part of an unusual span, which is learned as one row when it is over … */
const UNUSUAL = 1.5;
/** … or after so many rows, when it has become the usual. */
const MAX_UNUSUAL = 500;

/** Where the tail of raw scores begins, and its mean excess. Plain JSON, part of the state. */
export interface RawTail {
  /** Raw scores while the tail is not known. */
  first: number[];
  from: number;
  /** 0 while it is not known. */
  excess: number;
  /** Highest raw score of the unusual span that lasts, and its length in rows. */
  held: number;
  unusual: number;
}

export function emptyRawTail(): RawTail {
  return { first: [], from: 0, excess: 0, held: 0, unusual: 0 };
}

/** False while the tail is not known. */
export function rawTailReady(tail: RawTail): boolean {
  return tail.excess > 0;
}

/**
 * Score of a raw score among those before it: peaks over a threshold (as Siffer et al. 2017 do on values), the tail taken
 * as exponential. Distances of Gaussian rows have lighter tails, so that they are judged a little too carefully. It is not
 * the tail model of single series: raw scores lie close to each other around 1, and what lasts for half an hour must not
 * become usual here, because the series that are judged together have already adopted their new levels by then.
 */
export function scoreOfRaw(tail: RawTail, raw: number): number {
  if (!rawTailReady(tail) || raw <= tail.from) return 0;
  return scoreOfLogProbability(Math.log(TAIL_SHARE) - (raw - tail.from) / tail.excess);
}

/** Learns a raw score. An outage counts once however long it lasts. */
export function learnRaw(tail: RawTail, raw: number): void {
  if (!rawTailReady(tail)) {
    begin(tail, raw);
    return;
  }
  if (scoreOfRaw(tail, raw) >= UNUSUAL) {
    tail.held = Math.max(tail.held, raw);
    tail.unusual = Math.min(tail.unusual + 1, MAX_UNUSUAL + 1);
    if (tail.unusual <= MAX_UNUSUAL) return;
  } else {
    if (tail.unusual > 0 && tail.unusual <= MAX_UNUSUAL) learnOne(tail, tail.held);
    tail.held = 0;
    tail.unusual = 0;
  }
  learnOne(tail, raw);
}

function begin(tail: RawTail, raw: number): void {
  tail.first.push(raw);
  if (tail.first.length < WARM_UP) return;
  const sorted = tail.first.sort((a, b) => a - b);
  const place = Math.floor((1 - TAIL_SHARE) * sorted.length);
  tail.from = sorted[place] as number;
  const beyond = sorted.slice(place + 1);
  tail.excess = Math.max(MIN_EXCESS, beyond.reduce((sum, each) => sum + each - tail.from, 0) / beyond.length);
  tail.first = [];
}

function learnOne(tail: RawTail, raw: number): void {
  const beyond = raw - tail.from;
  // In proportion to where it is, too: a start that was far too high must not stay.
  const step = WEIGHT * Math.max(tail.excess, FROM_SHARE * tail.from);
  tail.from += step * ((beyond > 0 ? 1 : 0) - TAIL_SHARE);
  if (beyond > 0) tail.excess += EXCESS_WEIGHT * (Math.min(beyond, MAX_EXCESS * tail.excess) - tail.excess);
  tail.excess = Math.max(tail.excess, MIN_EXCESS);
}
