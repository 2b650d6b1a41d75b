/**
 * The range in which a series has lain before the period that is looked at. Plain JSON; the numbers are, in this order: newest
 * stamp, age, samples in all; stamp, samples, least and greatest of the block under way; least and greatest of the block before;
 * edges of the range of all blocks before that. Edges that are not known yet are left out of the array.
 */
export type UsualRange = number[];

/** Longest block (ms). What is new stays out of the range for at least one block, so that a fault is not usual at once. */
const BLOCK_MS = 600_000;
/** While a series is young, a block lasts this share of its age. */
const AGE_SHARE = 4;
const LEAST_SAMPLES = 3;
/** What is left of the way from an edge to a block that lies inside it, per block: with ten minutes each, two days. */
const MEMORY_BLOCKS = 288;

/** The edges say something after so many samples, or after this time: a few samples in as many seconds do not. */
const WARM_UP = 30;
const WARM_UP_MS = 1_800_000;

/** A longer time without a sample adds no more than this to the age. */
const LONGEST_STEP_MS = 300_000;

const NEWEST = 0;
const AGE = 1;
const TOTAL = 2;
const FROM = 3;
const COUNT = 4;
const LEAST = 5;
const GREATEST = 6;
const BEFORE_LEAST = 7;
const BEFORE_GREATEST = 8;
const LOWER = 9;
const UPPER = 10;
const COMPLETE = 11;

export function newRange(): UsualRange {
  return [];
}

/** True once the edges are known. */
export function isRangeKnown(range: UsualRange): boolean {
  if (range.length < COMPLETE) return false;
  return (range[TOTAL] as number) >= WARM_UP || (range[AGE] as number) >= WARM_UP_MS;
}

/** The edges; NaN before they are known. */
export function edgesOf(range: UsualRange): { readonly lower: number; readonly upper: number } {
  return { lower: range[LOWER] ?? Number.NaN, upper: range[UPPER] ?? Number.NaN };
}

/** Learns a value at an event time (epoch ms). True when a block has ended and the range may have changed. */
export function learnRange(range: UsualRange, value: number, at: number): boolean {
  if (range.length === 0) {
    range.push(at, 0, 1, at, 1, value, value);
    return false;
  }
  range[TOTAL] = (range[TOTAL] as number) + 1;
  const age = (range[AGE] as number) + Math.min(LONGEST_STEP_MS, at - (range[NEWEST] as number));
  range[NEWEST] = at;
  range[AGE] = age;
  const from = range[FROM] as number;
  const lasts = Math.min(BLOCK_MS, age / AGE_SHARE);
  const isOver = (range[COUNT] as number) >= LEAST_SAMPLES && at - from >= lasts;
  if (isOver) endBlock(range);
  if (isOver) begin(range, value, at);
  else extend(range, value);
  return isOver;
}

function begin(range: UsualRange, value: number, at: number): void {
  range[FROM] = at;
  range[COUNT] = 1;
  range[LEAST] = value;
  range[GREATEST] = value;
}

function extend(range: UsualRange, value: number): void {
  range[COUNT] = (range[COUNT] as number) + 1;
  if (value < (range[LEAST] as number)) range[LEAST] = value;
  if (value > (range[GREATEST] as number)) range[GREATEST] = value;
}

/** The block before goes into the range, the one under way takes its place. */
function endBlock(range: UsualRange): void {
  if (range.length > BEFORE_GREATEST) {
    const least = range[BEFORE_LEAST] as number;
    const greatest = range[BEFORE_GREATEST] as number;
    if (range.length < COMPLETE) {
      range[LOWER] = least;
      range[UPPER] = greatest;
    } else widen(range, least, greatest);
  }
  range[BEFORE_LEAST] = range[LEAST] as number;
  range[BEFORE_GREATEST] = range[GREATEST] as number;
}

/** Outward at once, inward slowly. */
function widen(range: UsualRange, least: number, greatest: number): void {
  const lower = range[LOWER] as number;
  const upper = range[UPPER] as number;
  range[UPPER] = greatest > upper ? greatest : upper - (upper - greatest) / MEMORY_BLOCKS;
  range[LOWER] = least < lower ? least : lower + (least - lower) / MEMORY_BLOCKS;
}
