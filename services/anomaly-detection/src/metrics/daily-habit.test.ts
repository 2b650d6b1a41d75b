import { expect, test } from 'vitest';
import { type DailyHabit, habitualStrength, learnHabit } from './daily-habit.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Days with a calm sample every half hour, and one of this strength at a quarter past five. */
function days(strengths: readonly number[], start = 0): DailyHabit {
  let habit: DailyHabit | undefined;
  for (const [day, strength] of strengths.entries()) {
    for (let half = 0; half < 48; half += 1) {
      habit = learnHabit(habit, 0, start + day * DAY + (half * HOUR) / 2);
      if (half === 10) habit = learnHabit(habit, strength, start + day * DAY + 5.25 * HOUR);
    }
  }
  if (habit === undefined) throw new Error('none of the days had any strength');
  return habit;
}

test('what comes once is half of a habit, and what comes every day is one', () => {
  expect(habitualStrength(days([2]), DAY + 5.5 * HOUR)).toBe(1);
  expect(habitualStrength(days([2, 2]), 2 * DAY + 5.5 * HOUR)).toBe(1.5);
  expect(habitualStrength(days(new Array(10).fill(2)), 10 * DAY + 5.5 * HOUR)).toBeGreaterThan(1.9);
});

test('it is a habit of this time of the day, give or take an hour', () => {
  const habit = days(new Array(5).fill(2));
  const usualAt = (hour: number) => habitualStrength(habit, 5 * DAY + hour * HOUR);
  expect(usualAt(4)).toBe(usualAt(5));
  expect(usualAt(6.99)).toBe(usualAt(5));
  expect([0, 3.99, 7, 12, 23.99].map(usualAt)).toEqual([0, 0, 0, 0, 0]);
});

test('hours before and after midnight are neighbours, also before 1970', () => {
  for (const start of [18 * HOUR, 18 * HOUR - 20 * DAY]) {
    const habit = days([2, 2], start);
    expect(habitualStrength(habit, start + 2 * DAY + 4.5 * HOUR)).toBe(1.5);
    expect(habitualStrength(habit, start + 2 * DAY + 6.5 * HOUR)).toBe(1.5);
    expect(habitualStrength(habit, start + 2 * DAY + 8 * HOUR)).toBe(0);
  }
});

test('the greatest sample of an hour counts, from the end of the hour on', () => {
  const habit = learnHabit(undefined, 0.2, HOUR / 2) ?? [];
  for (const strength of [1.6, 0.4]) learnHabit(habit, strength, HOUR / 2);
  expect(habitualStrength(habit, HOUR / 2)).toBe(0);
  learnHabit(habit, 0, HOUR);
  expect(habitualStrength(habit, HOUR)).toBe(0.8);
});

test('a habit is lost by days without it, to the last hundredth, and not by days without a sample', () => {
  const kept = days([2, 2, 2]);
  learnHabit(kept, 0, 90 * DAY);
  expect(habitualStrength(kept, 90 * DAY + 5 * HOUR)).toBe(1.75);
  expect(habitualStrength(days([2, 2, 2, 0]), 4 * DAY + 5 * HOUR)).toBe(0.87);
  expect(habitualStrength(days([2, ...new Array(9).fill(0)]), 10 * DAY + 5 * HOUR)).toBe(0);
});

test('a series without any strength needs no memory of it', () => {
  expect(learnHabit(undefined, 0, HOUR)).toBeUndefined();
  expect(learnHabit(undefined, 0.004, HOUR)).toBeUndefined();
  expect(learnHabit(undefined, 0.006, HOUR)).toHaveLength(26);
});

test('it is short as JSON', () => {
  const habit = days([0.123456789, 6.54321, 3]);
  learnHabit(habit, 0.123456789, 3 * DAY);
  expect(habit.every(Number.isInteger)).toBe(true);
  expect(JSON.stringify(habit).length).toBeLessThan(70);
});
