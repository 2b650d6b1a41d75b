import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions, smallestScale } from '../scale.ts';
import { significant } from '../significant.ts';
import { localTime } from './local-time.ts';
import { TIME_ZONE_OPTION } from './time-zone-option.ts';

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
/** Deviations from the profile before the first score: what comes now and then must have come, as others know it for days by now. */
const WARM_UP = 600;

const optionsSchema = z.strictObject({
  ...TIME_ZONE_OPTION,
  ...scaleOptions,
});

/** What is known of one kind of day: the usual value in each half hour from the first one on that was seen, null where none was. */
type Profile = [days: number, first: number, values: (number | null)[]];

const DAYS = 0;
/** Place of the half hour that the values begin with: a day that has only begun is short that way. */
const FIRST = 1;
const VALUES = 2;

type Present = [day: number, slot: number, sum: number, count: number, offset: number, recent: number];

/** Places of the slot that lasts: its day (days since 1970, local), number, and what came in it. */
const DAY_NUMBER = 0;
const SLOT_NUMBER = 1;
const SUM = 2;
const COUNT = 3;
/** Place of how far the series has moved away from its profile as a whole. */
const OFFSET = 4;
/** Place of a short average of the distance from the profile. */
const RECENT = 5;

type SeasonalState = readonly [present: Present, workday: Profile, weekend: Profile];

const PRESENT = 0;
const WORKDAY = 1;
const WEEKEND = 2;

/**
 * A seasonal baseline: the value against what is usual at this time of a working day, or of a day of the weekend.
 * Half-hourly means, exponentially weighted over days and interpolated; local clock time, so that the change to summer
 * time moves the profile along. Surprising samples are left out of the means.
 */
export const seasonal = calibratedDetector<z.infer<typeof optionsSchema>, SeasonalState>({
  kind: 'seasonal',
  warmUp: WARM_UP,
  options: optionsSchema,
  init: () => [[-1, -1, 0, 0, 0, 0], emptyProfile(), emptyProfile()],
  deviation: (state, value, at, options) => value - expected(state, localTime(at, options.time_zone)),
  correlation: () => 1,
  floor(state, options) {
    const level = state[PRESENT][COUNT] === 0 ? 0 : state[PRESENT][SUM] / state[PRESENT][COUNT];
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
    const present = state[PRESENT];
    if (day !== present[DAY_NUMBER] || slot !== present[SLOT_NUMBER]) beginSlot(state, day, slot);
    const usual = expected(state, local);
    if (!Number.isNaN(usual)) present[RECENT] += OFFSET_WEIGHT * (value - usual - present[RECENT]);
    if (surprising) return;
    present[SUM] += value - present[OFFSET];
    present[COUNT] += 1;
  },
  adopt([present]) {
    present[OFFSET] += present[RECENT];
    present[RECENT] = 0;
  },
  from: (_state, options) => `what is usual at this time of day (${options.time_zone})`,
});

function emptyProfile(): Profile {
  return [0, 0, []];
}

/** Usual value at a local time, NaN where too little is known. */
function expected(state: SeasonalState, local: number): number {
  const place = local / SLOT - 0.5;
  const slot = Math.floor(place);
  const share = place - slot;
  const before = usualIn(state, slot);
  const after = usualIn(state, slot + 1);
  if (before === null || after === null) return Number.NaN;
  return before + (after - before) * share + state[PRESENT][OFFSET];
}

/** Usual value in a slot, numbered since 1970. */
function usualIn(state: SeasonalState, absolute: number): number | null {
  const day = Math.floor(absolute / SLOTS);
  const slot = absolute - day * SLOTS;
  const profile = profileOf(state, day);
  if (profile[DAYS] >= DAYS_NEEDED) return profile[VALUES][placeIn(profile, slot)] ?? null;
  const other = profile === state[WORKDAY] ? state[WEEKEND] : state[WORKDAY];
  return other[DAYS] >= DAYS_NEEDED ? (other[VALUES][placeIn(other, slot)] ?? null) : null;
}

function placeIn(profile: Profile, slot: number): number {
  const first = profile[FIRST];
  return slot >= first ? slot - first : slot - first + SLOTS;
}

function profileOf(state: SeasonalState, day: number): Profile {
  // The first of January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6 ? state[WEEKEND] : state[WORKDAY];
}

function beginSlot(state: SeasonalState, day: number, slot: number): void {
  const present = state[PRESENT];
  if (present[COUNT] > 0) learnSlot(profileOf(state, present[DAY_NUMBER]), present);
  if (present[DAY_NUMBER] >= 0 && day !== present[DAY_NUMBER]) {
    profileOf(state, present[DAY_NUMBER])[DAYS] += 1;
  }
  present[DAY_NUMBER] = day;
  present[SLOT_NUMBER] = slot;
  present[SUM] = 0;
  present[COUNT] = 0;
}

/** The slot that lasted is over: its mean joins the profile. */
function learnSlot(profile: Profile, present: Present): void {
  const values = profile[VALUES];
  if (values.length === 0) profile[FIRST] = present[SLOT_NUMBER];
  const place = placeIn(profile, present[SLOT_NUMBER]);
  while (values.length <= place) values.push(null);
  const known = values[place] ?? null;
  const mean = present[SUM] / present[COUNT];
  const weight = Math.max(DAY_WEIGHT, 1 / (profile[DAYS] + 1));
  const next = known === null ? mean : known + weight * (mean - known);
  values[place] = significant(next, DIGITS);
}
