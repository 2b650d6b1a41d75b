import { describe, expect, test } from 'vitest';
import { patternProblem } from './pattern-problem.ts';

test.each([
  '^[A-Za-z0-9][A-Za-z0-9.:-]*$',
  '^https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._/-]*)?$',
  String.raw`^\{(resource\.service\.name="[A-Za-z0-9._-]{1,100}" && )?status=error\}$`,
  '^(a|b|c|d)$',
  '^(?:ab)+$',
  String.raw`^\d{1,3}\.\d{1,3}$`,
])('%s is fit', (pattern) => {
  expect(patternProblem(pattern, 200)).toBeUndefined();
});

describe('refused is', () => {
  test.each([
    ['what holds for a part only', 'abc', 'expected ^ at its begin and $'],
    ['an end that is a character', String.raw`^a\$`, 'expected ^ at its begin and $'],
    ['what is no regular expression', '^(a$', 'no regular expression'],
    ['a repetition of a repetition', '^(a+)+$', 'repeats a group that holds a choice'],
    ['the same without capturing', '^(?:a*)*$', 'repeats a group that holds a choice'],
    ['the same further inside', '^((a|b)c){2,}$', 'repeats a group that holds a choice'],
    ['a repetition of what may be left out', '^(a?){30}$', 'repeats a group that holds a choice'],
    ['too many repetitions in a row', '^a*a*a*a*$', 'it could take long'],
    ['too many choices in a row', `^${'a?'.repeat(30)}$`, 'it could take long'],
    ['a back reference', String.raw`^(a)\1$`, 'is not supported'],
    ['a look-ahead', '^(?=a)a$', 'is not supported'],
    ['a look-behind', '^a(?<=a)$', 'is not supported'],
  ])('%s', (_what, pattern, problem) => {
    expect(patternProblem(pattern, 200)).toContain(problem);
  });
});

test('three repetitions are fit for short values and not for long ones', () => {
  expect(patternProblem('^a*b*c*$', 200)).toBeUndefined();
  expect(patternProblem('^a*b*c*$', 2_000)).toContain('smaller max_length');
});

test('the worst value of what is fit is refused in less than a second', () => {
  const pattern = '^a*a*a*b$';
  expect(patternProblem(pattern, 300)).toBeUndefined();
  const start = process.cpuUsage().user;
  expect(new RegExp(pattern, 'u').test('a'.repeat(300))).toBe(false);
  expect(process.cpuUsage().user - start).toBeLessThan(1_000_000);
});
