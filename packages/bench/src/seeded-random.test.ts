import { describe, expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

const first = (seed: string, count: number) => Array.from({ length: count }, seededRandom(seed));

describe('random numbers from a seed', () => {
  test('are the same for the same seed, on any machine', () => {
    expect(first('1/gaussian/0', 3)).toEqual([0.8063584178453311, 0.18988245294895023, 0.6584325054427609]);
  });

  test('are others for a seed that is nearly the same', () => {
    const [a, b] = [first('1/gaussian/0', 1000), first('1/gaussian/1', 1000)];
    expect(a.filter((value) => b.includes(value))).toEqual([]);
    const correlation = a.reduce((sum, value, i) => sum + (value - 0.5) * ((b[i] ?? 0) - 0.5), 0) / 1000;
    expect(Math.abs(12 * correlation)).toBeLessThan(0.1);
  });

  test('lie evenly between 0 and 1, and are none of the two', () => {
    const numbers = first('even', 100_000);
    expect(Math.min(...numbers.slice(0, 50_000))).toBeGreaterThan(0);
    expect(Math.max(...numbers.slice(0, 50_000))).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = numbers.filter((value) => Math.floor(10 * value) === tenth).length / numbers.length;
      expect(share).toBeCloseTo(0.1, 2);
    }
  });
});
