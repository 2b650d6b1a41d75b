import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Comparison, Rule } from './rule.ts';
import { isBroken, ruleScore, ruleSeverity } from './rule-limit.ts';

const rule = (more: Partial<Rule>): Rule => ({
  name: 'r',
  metric: 'm',
  comparison: 'above',
  hold: 0,
  severity: 'high',
  ...more,
});
const breaks = (more: Partial<Rule>, value: number, expected?: number, firing = false) =>
  isBroken(rule(more), value, expected, firing);

describe('every comparison at its edge', () => {
  test.each<[Comparison, [number, boolean][]]>([
    [
      'above',
      [
        [9.999, false],
        [10, false],
        [10.001, true],
      ],
    ],
    [
      'below',
      [
        [9.999, true],
        [10, false],
        [10.001, false],
      ],
    ],
    [
      'at_least',
      [
        [9.999, false],
        [10, true],
        [10.001, true],
      ],
    ],
    [
      'at_most',
      [
        [9.999, true],
        [10, true],
        [10.001, false],
      ],
    ],
    [
      'equal',
      [
        [9.999, false],
        [10, true],
        [10.001, false],
      ],
    ],
    [
      'not_equal',
      [
        [9.999, true],
        [10, false],
        [10.001, true],
      ],
    ],
  ])('%s 10', (comparison, cases) => {
    for (const [value, expected] of cases) {
      expect(breaks({ comparison, threshold: 10 }, value), String(value)).toBe(expected);
    }
  });

  test.each([
    [9.999, true],
    [10, false],
    [15, false],
    [20, false],
    [20.001, true],
  ])('both edges belong to the inside of a range: %d', (value, isOutside) => {
    expect(breaks({ comparison: 'outside', range: [10, 20] }, value)).toBe(isOutside);
    expect(breaks({ comparison: 'inside', range: [10, 20] }, value)).toBe(!isOutside);
  });
});

test('while a rule fires, clear takes the place of its threshold', () => {
  const above = { threshold: 90, clear: 80 };
  expect([80, 80.1, 90].map((value) => breaks(above, value, undefined, true))).toEqual([false, true, true]);
  expect(breaks(above, 85)).toBe(false);
  const below = { comparison: 'below' as const, threshold: 10, clear: 20 };
  expect([19, 20].map((value) => breaks(below, value, undefined, true))).toEqual([true, false]);
});

describe('a deviation', () => {
  test('is needed besides the threshold, towards the side that the rule minds', () => {
    const both = { threshold: 50, min_deviation: 20 };
    expect(breaks(both, 60, 45)).toBe(false);
    expect(breaks(both, 65, 45)).toBe(true);
    expect(breaks(both, 60, 90)).toBe(false);
    expect(breaks({ comparison: 'below', threshold: 50, min_deviation: 20 }, 40, 60)).toBe(true);
  });

  test('alone makes a rule, to both sides unless one is named', () => {
    const alone = { comparison: undefined, min_relative_deviation: 0.5 };
    expect([4, 5, 6, 14, 15].map((value) => breaks(alone, value, 10))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(breaks({ ...alone, comparison: 'above' }, 4, 10)).toBe(false);
    expect(breaks({ ...alone, comparison: 'below' }, 4, 10)).toBe(true);
  });

  test('must be as large as both limits say', () => {
    const both = { comparison: undefined, min_deviation: 3, min_relative_deviation: 0.5 };
    expect(breaks(both, 3, 1)).toBe(false);
    expect(breaks(both, 4, 1)).toBe(true);
    expect(breaks(both, 14, 10)).toBe(false);
  });

  test('is none where the expected value is not known, or is the value', () => {
    expect(breaks({ comparison: undefined, min_deviation: 1 }, 1e9)).toBe(false);
    expect(breaks({ comparison: undefined, min_relative_deviation: 0.5 }, 0, 0)).toBe(false);
  });
});

describe('the score', () => {
  test('is 2 at the limit and 1 more for every 10 % beyond it', () => {
    expect(ruleScore(rule({ threshold: 90 }), 90, undefined)).toBe(2);
    expect(ruleScore(rule({ threshold: 90 }), 99, undefined)).toBeCloseTo(3, 10);
    expect(ruleScore(rule({ comparison: 'below', threshold: 50 }), 40, undefined)).toBeCloseTo(4, 10);
    expect(ruleScore(rule({ comparison: 'outside', range: [10, 20] }), 24, undefined)).toBeCloseTo(4, 10);
    expect(ruleScore(rule({ comparison: 'outside', range: [10, 20] }), 8, undefined)).toBeCloseTo(4, 10);
    expect(ruleScore(rule({ comparison: undefined, min_deviation: 10 }), 12, 0)).toBeCloseTo(4, 10);
  });

  test('of a matter of yes or no is 2', () => {
    expect(ruleScore(rule({ comparison: 'not_equal', threshold: 1 }), 1e6, undefined)).toBe(2);
    expect(ruleScore(rule({ comparison: 'equal', threshold: 3 }), 3, undefined)).toBe(2);
    expect(ruleScore(rule({ comparison: 'inside', range: [1, 3] }), 2, undefined)).toBe(2);
  });

  test('of whatever breaks a rule lies between 2 and 10', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const comparison = fc.constantFrom<Comparison>(
      'above',
      'below',
      'at_least',
      'at_most',
      'equal',
      'not_equal',
    );
    fc.assert(
      fc.property(comparison, number, number, number, (kind, threshold, value, expected) => {
        const score = ruleScore(rule({ comparison: kind, threshold, min_deviation: 1 }), value, expected);
        expect(score).toBeGreaterThanOrEqual(2);
        expect(score).toBeLessThanOrEqual(10);
      }),
    );
  });
});

test('the severity is that of the worst level that a value has reached', () => {
  const levels = rule({
    threshold: 80,
    severity: [
      { threshold: 80, severity: 'medium' },
      { threshold: 95, severity: 'critical' },
    ],
  });
  expect([81, 95, 96, 70].map((value) => ruleSeverity(levels, value))).toEqual([
    'medium',
    'medium',
    'critical',
    'medium',
  ]);
  expect(ruleSeverity(rule({ severity: 'low' }), 1)).toBe('low');
});
