import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from './rule.ts';
import { compileRule } from './rule-set.ts';
import type { RuleSpans } from './rule-span.ts';
import { stepGroup, worstMember } from './step-group.ts';
import { stepRule } from './step-rule.ts';

const HOUR = 3_600_000;
const rule = (more: Partial<Rule> = {}): Rule => ({
  name: 'r',
  metric: 'm',
  comparison: 'above',
  threshold: 90,
  hold: 60_000,
  severity: 'high',
  per: [],
  ...more,
});

type Sample = readonly [second: number, series: string, value: number];

function group(given: Rule) {
  const compiled = compileRule(given);
  const spans: RuleSpans = {};
  const step = ([second, series, value]: Sample) => {
    const result = stepGroup(
      compiled,
      spans,
      () => series,
      { at: second * 1000, value, expected: undefined },
      HOUR,
    );
    return result.stage === 'ended' ? `ended ${result.endedAt / 1000}` : result.stage;
  };
  return { step, worst: () => worstMember(Object.values(spans)[0]!)?.value, spans };
}

test('the hold goes on when one series takes over from another', () => {
  const { step } = group(rule());
  const samples: Sample[] = [
    [0, 'a', 95],
    [20, 'b', 95],
    [30, 'a', 50],
    [50, 'b', 95],
    [60, 'b', 95],
    [61, 'a', 50],
    [62, 'b', 50],
  ];
  expect(samples.map(step)).toEqual([
    'pending',
    'waiting',
    'waiting',
    'waiting',
    'firing',
    'firing',
    'ended 62',
  ]);
});

test('a series that keeps the rule does not move the hold on', () => {
  const { step } = group(rule());
  expect(
    (
      [
        [0, 'a', 95],
        [70, 'b', 50],
        [75, 'a', 95],
      ] as Sample[]
    ).map(step),
  ).toEqual(['pending', 'waiting', 'firing']);
});

test('the worst value counts', () => {
  const t = group(rule({ hold: 0 }));
  t.step([0, 'a', 95]);
  t.step([1, 'b', 99]);
  expect(t.worst()).toBe(99);
  t.step([2, 'b', 91]);
  expect(t.worst()).toBe(95);
});

test('a series that fell silent for longer than the horizon no longer counts', () => {
  const { step } = group(rule({ hold: 0 }));
  expect(
    (
      [
        [0, 'a', 95],
        [1800, 'b', 50],
        [3601, 'b', 50],
      ] as Sample[]
    ).map(step),
  ).toEqual(['firing', 'firing', 'ended 3601']);
});

test('hysteresis holds for the group as a whole', () => {
  const { step } = group(rule({ hold: 0, clear: 80 }));
  expect(
    (
      [
        [0, 'a', 95],
        [1, 'b', 85],
        [2, 'a', 50],
        [3, 'b', 80],
      ] as Sample[]
    ).map(step),
  ).toEqual(['firing', 'firing', 'firing', 'ended 3']);
});

test('a group of one series is that series', () => {
  const values = fc.array(fc.integer({ min: 70, max: 100 }), { maxLength: 40 });
  fc.assert(
    fc.property(values, (given) => {
      const t = group(rule({ clear: 80 }));
      const alone = compileRule(rule({ clear: 80, per: undefined }));
      const spans: RuleSpans = {};
      for (const [i, value] of given.entries()) {
        const step = stepRule(alone, spans, { at: 20_000 * i, value, expected: undefined }, HOUR);
        expect(t.step([20 * i, 'a', value])).toBe(step.stage === 'ended' ? `ended ${20 * i}` : step.stage);
      }
    }),
  );
});

test('the state of a group is bounded however many series it has', () => {
  const t = group(rule({ hold: 0 }));
  for (let i = 0; i < 500; i += 1) t.step([i, `series ${i}`, 95]);
  expect(Object.keys(Object.values(t.spans)[0]!.members!)).toHaveLength(200);
});
