import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { isTimeZone, localTime } from './local-time.ts';

/** Half hours of a day. */
const SLOTS = 48;
const DAY = 86_400_000;
const SLOT = DAY / SLOTS;
/** Days of a kind that must have been seen before anything is expected of such a day. */
const DAYS_NEEDED = 2;
/** Weight of the newest day, once there are so many that their average would give it less. */
const DAY_WEIGHT = 0.25;
/** Significant digits of a profile: more would only make the state larger. */
const DIGITS = 6;
const OFFSET_WEIGHT = 2 / 16;

const optionsSchema = z.strictObject({
  time_zone: z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'no time zone is called so; an example is Europe/Berlin')
    .describe('Time zone in which days begin and clocks change'),
  ...scaleOptions,
});

/** What is known of one kind of day: the usual value in each half hour from the first one on that was seen, null where none was. */
interface Profile {
  days: number;
  /** The half hour that `values` begin with. A day that has only begun is short that way. */
  first: number;
  values: (number | null)[];
}

interface SeasonalState {
  workday: Profile;
  weekend: Profile;
  /** The slot that lasts: its day (days since 1970, local), number, and what came in it. */
  day: number;
  slot: number;
  sum: number;
  count: number;
  /** How far the series has moved away from its profile as a whole. */
  offset: number;
  /** Short average of the distance from the profile. */
  recent: number;
}

/**
 * A seasonal baseline: the value against what is usual at this time of a working day, or of a day of the weekend.
 * Half-hourly means, exponentially weighted over days and interpolated; local clock time, so that the change to summer
 * time moves the profile along. Surprising samples are left out of the means.
 */
export const seasonal = calibratedDetector<z.infer<typeof optionsSchema>, SeasonalState>({
  kind: 'seasonal',
  options: optionsSchema,
  init: () => ({
    workday: emptyProfile(),
    weekend: emptyProfile(),
    day: -1,
    slot: -1,
    sum: 0,
    count: 0,
    offset: 0,
    recent: 0,
  }),
  deviation: (state, value, at, options) => value - expected(state, localTime(at, options.time_zone)),
  correlation: () => 1,
  floor(state, options) {
    const level = state.count === 0 ? 0 : state.sum / state.count;
    return smallestScale(level, options.min_scale, options.min_scale_ratio);
  },
  band(state, at, edge, options, verdict) {
    verdict.mid = expected(state, localTime(at, options.time_zone));
    verdict.lower = verdict.mid - edge;
    verdict.upper = verdict.mid + edge;
  },
  learn(state, value, at, options, surprising) {
    const local = localTime(at, options.time_zone);
    const day = Math.floor(local / DAY);
    const slot = Math.floor((local - day * DAY) / SLOT);
    if (day !== state.day || slot !== state.slot) beginSlot(state, day, slot);
    const usual = expected(state, local);
    if (!Number.isNaN(usual)) state.recent += OFFSET_WEIGHT * (value - usual - state.recent);
    if (surprising) return;
    state.sum += value - state.offset;
    state.count += 1;
  },
  adopt(state) {
    state.offset += state.recent;
    state.recent = 0;
  },
  from: (_state, options) => `what is usual at this time of day (${options.time_zone})`,
});

function emptyProfile(): Profile {
  return { days: 0, first: 0, values: [] };
}

/** Usual value at a local time, NaN where too little is known. */
function expected(state: SeasonalState, local: number): number {
  const place = local / SLOT - 0.5;
  const slot = Math.floor(place);
  const share = place - slot;
  const before = usualIn(state, slot);
  const after = usualIn(state, slot + 1);
  if (before === null || after === null) return Number.NaN;
  return before + (after - before) * share + state.offset;
}

/** Usual value in a slot, numbered since 1970. */
function usualIn(state: SeasonalState, absolute: number): number | null {
  const day = Math.floor(absolute / SLOTS);
  const slot = absolute - day * SLOTS;
  const profile = profileOf(state, day);
  if (profile.days >= DAYS_NEEDED) return profile.values[placeIn(profile, slot)] ?? null;
  const other = profile === state.workday ? state.weekend : state.workday;
  return other.days >= DAYS_NEEDED ? (other.values[placeIn(other, slot)] ?? null) : null;
}

function placeIn({ first }: Profile, slot: number): number {
  return slot >= first ? slot - first : slot - first + SLOTS;
}

function profileOf(state: SeasonalState, day: number): Profile {
  // The first of January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6 ? state.weekend : state.workday;
}

function beginSlot(state: SeasonalState, day: number, slot: number): void {
  if (state.count > 0) {
    const profile = profileOf(state, state.day);
    if (profile.values.length === 0) profile.first = state.slot;
    const place = placeIn(profile, state.slot);
    while (profile.values.length <= place) profile.values.push(null);
    const known = profile.values[place] ?? null;
    const mean = state.sum / state.count;
    const weight = Math.max(DAY_WEIGHT, 1 / (profile.days + 1));
    const next = known === null ? mean : known + weight * (mean - known);
    profile.values[place] = Number(next.toPrecision(DIGITS));
  }
  if (state.day >= 0 && day !== state.day) profileOf(state, state.day).days += 1;
  state.day = day;
  state.slot = slot;
  state.sum = 0;
  state.count = 0;
}
