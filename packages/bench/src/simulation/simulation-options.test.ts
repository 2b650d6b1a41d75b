import { describe, expect, test } from 'vitest';
import { kinds } from './kinds.ts';
import { simulationOptions } from './simulation-options.ts';

describe('options of the simulation', () => {
  test('without any it is the whole one', () => {
    expect(simulationOptions({})).toMatchObject({ kinds: [...kinds.keys()], series: 100, weeks: 4, seed: 1 });
  });

  test('kinds come in the usual order', () => {
    expect(simulationOptions({ kinds: 'season,ar1' }).kinds).toEqual(['ar1', 'season']);
  });

  test('a quick look starts no thread', () => {
    expect(simulationOptions({ kinds: 'ar1', series: '5', weeks: '1' }).threads).toBe(1);
    expect(simulationOptions({ kinds: 'ar1', series: '5', weeks: '1', threads: '3' }).threads).toBe(3);
  });

  test.each([
    [{ kinds: 'ar1,pink' }, '--kinds: there is no kind "pink"; name some of gaussian,'],
    [{ series: '0' }, '--series 0: give a whole number from 1 on'],
    [{ weeks: '0.4' }, '--weeks 0.4: give a number from 0.5 on'],
    [{ weeks: 'two' }, '--weeks two: give a number from 0.5 on'],
    [{ seed: '-1' }, '--seed -1: give a whole number from 0 on'],
    [{ threads: '1.5' }, '--threads 1.5: give a whole number from 1 on'],
  ])('%j is refused', (given, problem) => {
    expect(() => simulationOptions(given)).toThrow(problem);
  });
});
