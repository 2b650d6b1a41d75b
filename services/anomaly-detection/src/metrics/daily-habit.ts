const HOUR_MS = 3_600_000;
const HOURS = 24;
/** Strengths are kept in whole hundredths, which are short in JSON. */
const GRAIN = 100;

/**
 * How strong the samples of a series get at which hour of the day (UTC): what comes every day at its time is a habit. The hour that
 * lasts, the greatest strength in it so far, and for each hour a mean of its days' greatest strengths, in which the last day
 * has half of the weight. Plain JSON.
 */
export type DailyHabit = number[];

const HOUR = 0;
const STRONGEST = 1;
const FIRST = 2;

/**
 * Strength that is usual at this time of the day, or an hour earlier or later: clocks change to summer time, and what is
 * started at the full hour comes a little before or after it.
 */
export function habitualStrength(habit: DailyHabit, at: number): number {
  const hour = hourOf(at);
  const before = habit[FIRST + ((hour + HOURS - 1) % HOURS)] as number;
  const after = habit[FIRST + ((hour + 1) % HOURS)] as number;
  return Math.max(before, habit[FIRST + hour] as number, after) / GRAIN;
}

/**
 * Learns the strength of a sample, which the habit tells of once the hour is over. Hours without a sample teach nothing. Returns the
 * habit, undefined as long as no sample was of any strength.
 */
export function learnHabit(
  habit: DailyHabit | undefined,
  strength: number,
  at: number,
): DailyHabit | undefined {
  const whole = Math.round(GRAIN * strength);
  const hour = hourOf(at);
  if (habit === undefined) return whole === 0 ? undefined : begun(hour, whole);
  const current = habit[HOUR] as number;
  if (hour !== current) {
    habit[FIRST + current] = ((habit[FIRST + current] as number) + (habit[STRONGEST] as number)) >> 1;
    habit[HOUR] = hour;
    habit[STRONGEST] = 0;
  }
  if (whole > (habit[STRONGEST] as number)) habit[STRONGEST] = whole;
  return habit;
}

function begun(hour: number, strongest: number): DailyHabit {
  const habit = new Array<number>(FIRST + HOURS).fill(0);
  habit[HOUR] = hour;
  habit[STRONGEST] = strongest;
  return habit;
}

/** Hour of the day; also before 1970. */
function hourOf(at: number): number {
  const hour = Math.floor(at / HOUR_MS) % HOURS;
  return hour < 0 ? hour + HOURS : hour;
}
