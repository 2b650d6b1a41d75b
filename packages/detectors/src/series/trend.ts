import { z } from 'zod';
import { bounded } from '../bounded.ts';
import type { Detector } from '../detector.ts';
import { flooredScale, scaleOptions } from '../scale.ts';
import { significant } from '../significant.ts';
import { EDGE_DEVIATE, scoreAtMost } from '../tail.ts';
import {
  emptyTail,
  learnTail,
  SURPRISING,
  type TailModel,
  tailEdge,
  tailReady,
  tailScore,
  tailShareMoving,
} from '../tail-model.ts';
import { localTime } from './local-time.ts';
import { TIME_ZONE_OPTION } from './time-zone-option.ts';

const HOUR = 3_600_000;
const HOURS = 24;
/** Weight of the newest day in what is usual at an hour. */
const DAY_WEIGHT = 0.25;
/** Significant digits of changes and of means: more would only make the state larger. */
const DIGITS = 2;
const MEAN_DIGITS = 8;
/** Changes that may come at once: what does falls into two hours. */
const TRIMMED = 2;

const optionsSchema = z.strictObject({
  hours: z.number().int().min(2).max(24).default(6).describe('Hours within which a trend shows'),
  ...TIME_ZONE_OPTION,
  ...scaleOptions,
});
type TrendOptions = z.infer<typeof optionsSchema>;

interface TrendState {
  /** The hour that lasts (since 1970), and what came in it. */
  hour: number;
  sum: number;
  count: number;
  /** Mean of the hour before, null after a gap. */
  before: number | null;
  /** Usual change from the hour before to each hour of the day. */
  usual: (number | null)[];
  /** How much more than the usual the last changes were, newest last. */
  recent: number[];
  /** The sum of the last changes when the hour before was over, what it scored by itself, and the lower one of that and the one before. */
  size: number;
  last: number;
  score: number;
  readonly tail: TailModel;
}

/**
 * A slow leak: hourly means that move away, within some hours, from the course that they take at these hours of the day. Each
 * change from one hour to the next counts as far as it is not usual at its hour; their sum over the last hours, without what
 * came at once, is judged by its own tail once an hour. A trend lasts: the score is the lower one of two hours in a row, and stays
 * until the next is over.
 */
export const trend: Detector<TrendOptions, TrendState> = {
  kind: 'trend',
  options: optionsSchema,
  init: () => ({
    hour: -1,
    sum: 0,
    count: 0,
    before: null,
    usual: [],
    recent: [],
    size: 0,
    last: 0,
    score: 0,
    tail: emptyTail(),
  }),
  score(state, _value, at, options, verdict) {
    verdict.ready = state.recent.length === options.hours && tailReady(state.tail) && isNext(state, at);
    verdict.score = verdict.ready ? state.score : 0;
    verdict.excess = 0;
  },
  explain(state, _value, _at, options, verdict) {
    const edge = edgeOf(state, options);
    verdict.mid = (state.before ?? 0) - state.size;
    verdict.lower = verdict.mid - edge;
    verdict.upper = verdict.mid + edge;
    verdict.detail = `${(Math.abs(state.size) / edge).toFixed(1)} times the usual deviation from the course of the ${options.hours} h before on other days that the average of an hour has`;
  },
  learn(state, value, at, options) {
    const hour = Math.floor(at / HOUR);
    if (hour !== state.hour) {
      if (state.count > 0) endHour(state, options);
      if (hour !== state.hour + 1) forgetCourse(state);
      state.hour = hour;
      state.sum = 0;
      state.count = 0;
    }
    state.sum += bounded(value);
    state.count += 1;
  },
};

function isNext(state: TrendState, at: number): boolean {
  return at < (state.hour + 2) * HOUR;
}

/** After a gap nothing follows from what was before. */
function forgetCourse(state: TrendState): void {
  state.before = null;
  state.recent = [];
  state.last = 0;
  state.score = 0;
}

function endHour(state: TrendState, options: TrendOptions): void {
  const mean = significant(state.sum / state.count, MEAN_DIGITS);
  const { before } = state;
  state.before = mean;
  if (before === null) return;
  const local = Math.floor(localTime(state.hour * HOUR, options.time_zone) / HOUR);
  const slot = local - HOURS * Math.floor(local / HOURS);
  while (state.usual.length < HOURS) state.usual.push(null);
  const change = mean - before;
  const usual = state.usual[slot] ?? null;
  if (usual !== null) judgeChange(state, change - usual, options);
  if (state.last >= SURPRISING) return;
  const next = usual === null ? change : usual + DAY_WEIGHT * (change - usual);
  state.usual[slot] = significant(next, DIGITS);
}

function judgeChange(state: TrendState, change: number, options: TrendOptions): void {
  const { recent, tail } = state;
  recent.push(significant(change, DIGITS));
  if (recent.length > options.hours) recent.shift();
  if (recent.length < options.hours) return;
  state.size = drift(recent);
  const size = Math.abs(state.size);
  const byTail = hasCourse(tail) ? tailScore(tail, size) : 0;
  const score = scoreAtMost(byTail, size / floorOf(state, options));
  state.score = Math.min(score, state.last);
  state.last = score;
  learnTail(tail, size, score);
}

/** What mostly stands still has no course to leave. */
function hasCourse(tail: TailModel): boolean {
  return tailShareMoving(tail) >= 0.5;
}

/** Sum of the changes, of which the two largest count for no more than the third: a trend shows in the others, too. */
function drift(changes: readonly number[]): number {
  const sizes = changes.map(Math.abs).sort((a, b) => b - a);
  const limit = sizes[TRIMMED] ?? 0;
  return changes.reduce((sum, change) => sum + Math.max(-limit, Math.min(limit, change)), 0);
}

function edgeOf(state: TrendState, options: TrendOptions): number {
  return Math.max(tailEdge(state.tail), EDGE_DEVIATE * floorOf(state, options));
}

function floorOf(state: TrendState, options: TrendOptions): number {
  return flooredScale(0, state.before ?? 0, options);
}
