import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Rule } from './rule.ts';
import { compileRule } from './rule-set.ts';
import type { RuleSpans } from './rule-span.ts';
import { forgetSpans, stepRule } from './step-rule.ts';

const HOUR = 3_600_000;
const rule = (more: Partial<Rule> = {}): Rule => ({
  name: 'r',
  metric: 'm',
  comparison: 'above',
  threshold: 90,
  hold: 0,
  severity: 'high',
  ...more,
});

/** Stages of a rule over [second, value] pairs. */
function stages(given: Rule, samples: readonly (readonly [number, number])[], restore = false): string[] {
  const compiled = compileRule(given);
  let spans: RuleSpans = {};
  return samples.map(([second, value]) => {
    if (restore) spans = JSON.parse(JSON.stringify(spans)) as RuleSpans;
    const step = stepRule(compiled, spans, { at: second * 1000, value, expected: 50 }, HOUR);
    return step.stage === 'ended' ? `ended ${step.endedAt / 1000}` : step.stage;
  });
}

describe('a hold', () => {
  const held = rule({ hold: 60_000 });
  test('is pending once, waits, and fires exactly when it is over', () => {
    expect(
      stages(held, [
        [0, 95],
        [30, 95],
        [59.999, 95],
        [60, 95],
        [70, 95],
      ]),
    ).toEqual(['pending', 'waiting', 'waiting', 'firing', 'firing']);
  });

  test('begins anew after one sample that keeps the rule', () => {
    expect(
      stages(held, [
        [0, 95],
        [30, 90],
        [60, 95],
        [119, 95],
        [120, 95],
      ]),
    ).toEqual(['pending', 'quiet', 'pending', 'waiting', 'firing']);
  });

  test('does not last through a silence longer than the horizon, unless it is itself longer', () => {
    expect(
      stages(held, [
        [0, 95],
        [3600, 95],
      ]),
    ).toEqual(['pending', 'firing']);
    expect(
      stages(held, [
        [0, 95],
        [3601, 95],
      ]),
    ).toEqual(['pending', 'pending']);
    expect(
      stages(rule({ hold: 2 * HOUR }), [
        [0, 95],
        [7200, 95],
      ]),
    ).toEqual(['pending', 'firing']);
  });

  test('of 0 fires on the first sample and never waits', () => {
    expect(
      stages(rule(), [
        [0, 91],
        [10, 90],
        [20, 91],
      ]),
    ).toEqual(['firing', 'ended 10', 'firing']);
  });
});

describe('hysteresis', () => {
  test('keeps a firing rule firing until the value has come back across clear', () => {
    expect(
      stages(rule({ clear: 80 }), [
        [0, 91],
        [10, 85],
        [20, 81],
        [30, 80],
        [40, 85],
      ]),
    ).toEqual(['firing', 'firing', 'firing', 'ended 30', 'quiet']);
  });

  test('does not help a rule that is only pending', () => {
    expect(
      stages(rule({ clear: 80, hold: 60_000 }), [
        [0, 95],
        [30, 85],
        [60, 95],
      ]),
    ).toEqual(['pending', 'quiet', 'pending']);
  });

  test('is over after a silence longer than the horizon', () => {
    expect(
      stages(rule({ clear: 80 }), [
        [0, 95],
        [3601, 85],
      ]),
    ).toEqual(['firing', 'ended 3601']);
  });

  test('with clear_hold ends when the value was back for that long, and tells since when it was', () => {
    const slow = rule({ clear_hold: 60_000 });
    expect(
      stages(slow, [
        [0, 95],
        [10, 80],
        [69, 80],
        [70, 80],
      ]),
    ).toEqual(['firing', 'clearing', 'clearing', 'ended 10']);
    expect(
      stages(slow, [
        [0, 95],
        [10, 80],
        [40, 95],
        [50, 80],
        [80, 80],
        [110, 80],
      ]),
    ).toEqual(['firing', 'clearing', 'firing', 'clearing', 'clearing', 'ended 50']);
  });
});

test('a rule that is defined anew forgets its spans, and tells whether one was firing', () => {
  const before = compileRule(rule());
  const after = compileRule(rule({ threshold: 95 }));
  const spans: RuleSpans = {};
  stepRule(before, spans, { at: 0, value: 96, expected: undefined }, HOUR);
  expect(forgetSpans(spans, [before])).toBe(false);
  expect(forgetSpans(spans, [after])).toBe(true);
  expect(spans).toEqual({});
});

test('other words or severities are no other definition', () => {
  const { id } = compileRule(rule());
  expect(compileRule(rule({ severity: 'low', summary: 'Full.' })).id).toBe(id);
  const others = [{ hold: 1 }, { clear: 80 }, { labels: { a: ['b'] } }, { per: [] }, { min_deviation: 1 }];
  expect(new Set([id, ...others.map((more) => compileRule(rule(more)).id)]).size).toBe(others.length + 1);
});

const samples = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 70, max: 100 })), { maxLength: 60 })
  .map((steps) => {
    let at = 0;
    return steps.map(([gap, value]) => {
      at += gap;
      return [at, value] as const;
    });
  });
const rules = fc.record({
  hold: fc.constantFrom(0, 60_000, 3_000_000, 2 * HOUR),
  clear: fc.constantFrom(undefined, 80),
  clear_hold: fc.constantFrom(undefined, 1_000_000),
});

test('a restart between any two samples changes nothing', () => {
  fc.assert(
    fc.property(rules, samples, (more, given) => {
      expect(stages(rule(more), given, true)).toEqual(stages(rule(more), given));
    }),
  );
});

test('a rule fires exactly when every sample of its hold broke it without a silence', () => {
  fc.assert(
    fc.property(samples, fc.constantFrom(0, 60_000, 3_000_000), (given, hold) => {
      const expected = given.map(([at, value], i) => {
        if (value <= 90) return false;
        let first = i;
        const isBrokenSince = (n: number) =>
          n > 0 && given[n - 1]![1] > 90 && (given[n]![0] - given[n - 1]![0]) * 1000 <= Math.max(HOUR, hold);
        while (isBrokenSince(first)) first -= 1;
        return (at - given[first]![0]) * 1000 >= hold;
      });
      expect(stages(rule({ hold }), given).map((stage) => stage === 'firing')).toEqual(expected);
    }),
  );
});
