import type { z } from 'zod';
import { expectAt } from '../fields/expect-at.ts';
import { type Comparison, isDownward, isOrdered, misplacedLevel, type RuleLevel } from './rule-limits.ts';
import { seedRule, seedRules } from './seed-rules.ts';

/** What the fields of a rule have to do with each other. */
interface WrittenRule {
  readonly name: string;
  readonly metric?: string | undefined;
  readonly comparison?: Comparison | undefined;
  readonly threshold?: number | undefined;
  readonly range?: readonly [number, number] | undefined;
  readonly hold?: number | undefined;
  readonly duration?: number | undefined;
  readonly clear?: number | undefined;
  readonly min_deviation?: number | undefined;
  readonly min_relative_deviation?: number | undefined;
  readonly severity: string | readonly RuleLevel[];
  readonly tests?: readonly { readonly expected?: number | undefined }[] | undefined;
}

const seedNames = Object.keys(seedRules).join(', ');

/** True when a rule looks at how far a value is from what was expected. */
export function hasDeviation(rule: Pick<WrittenRule, 'min_deviation' | 'min_relative_deviation'>): boolean {
  return rule.min_deviation !== undefined || rule.min_relative_deviation !== undefined;
}

/** The threshold that a rule has: its own, that of its mildest level, or what its name implies; none beside a range. */
export function thresholdOf(rule: WrittenRule): number | undefined {
  if (rule.range !== undefined) return undefined;
  const level = typeof rule.severity === 'string' ? undefined : rule.severity[0]?.threshold;
  return rule.threshold ?? level ?? seedRule(rule.name)?.threshold;
}

/** Refuses rules whose fields contradict each other or leave out what is needed. */
export function checkRule(rule: WrittenRule, context: z.RefinementCtx): void {
  if (rule.metric === undefined && seedRule(rule.name) === undefined) {
    expectAt(context, 'metric', `expected a metric name, because only ${seedNames} imply one`);
  }
  if (rule.hold !== undefined && rule.duration !== undefined) {
    expectAt(context, 'duration', 'expected hold alone, because duration is its older name');
  }
  checkLimit(rule, context);
  checkLevels(rule, context);
  checkClear(rule, context);
  for (const [index, test] of (rule.tests ?? []).entries()) {
    if (!hasDeviation(rule) || test.expected !== undefined) continue;
    const message = 'expected a number, because the rule measures the deviation from it';
    context.addIssue({ code: 'custom', path: ['tests', index, 'expected'], message });
  }
}

function checkLimit(rule: WrittenRule, context: z.RefinementCtx): void {
  const { comparison, range, threshold } = rule;
  const takesRange = comparison === 'inside' || comparison === 'outside';
  if (takesRange && range === undefined) {
    expectAt(context, 'range', `expected a range such as [10, 20], because the comparison is ${comparison}`);
  } else if (range !== undefined && !takesRange) {
    expectAt(context, 'comparison', 'expected inside or outside, because a range is given');
  } else if (range !== undefined && threshold !== undefined) {
    expectAt(context, 'threshold', 'expected either a threshold or a range');
  } else if (range === undefined && thresholdOf(rule) === undefined) {
    checkThresholdless(rule, context);
  }
}

function checkThresholdless(rule: WrittenRule, context: z.RefinementCtx): void {
  if (!hasDeviation(rule)) {
    expectAt(context, 'threshold', `expected a number, because only ${seedNames} imply one`);
  } else if (rule.comparison !== undefined && rule.comparison !== 'above' && rule.comparison !== 'below') {
    expectAt(context, 'comparison', 'expected above, below or none, because there is no threshold');
  }
}

function checkLevels(
  { severity, threshold, comparison, range }: WrittenRule,
  context: z.RefinementCtx,
): void {
  if (typeof severity === 'string') return;
  if (!isOrdered(comparison) || range !== undefined) {
    expectAt(
      context,
      'severity',
      'expected one severity, because levels need above, below, at_least or at_most',
    );
    return;
  }
  if (threshold !== undefined) {
    expectAt(context, 'threshold', 'expected none, because the mildest level of severity names it');
  }
  const misplaced = misplacedLevel(severity, comparison);
  if (misplaced < 0) return;
  const direction = isDownward(comparison) ? 'a lower' : 'a higher';
  const message = `expected ${direction} threshold and a worse severity than in the level before it`;
  context.addIssue({ code: 'custom', path: ['severity', misplaced], message });
}

function checkClear(rule: WrittenRule, context: z.RefinementCtx): void {
  const { clear, comparison } = rule;
  if (clear === undefined) return;
  const threshold = thresholdOf(rule);
  if (!isOrdered(comparison) || threshold === undefined) {
    expectAt(
      context,
      'clear',
      'expected none, because it needs a threshold and above, below, at_least or at_most',
    );
  } else if (isDownward(comparison) ? clear < threshold : clear > threshold) {
    const side = isDownward(comparison) ? 'at least' : 'at most';
    expectAt(context, 'clear', `expected a number of ${side} the threshold, ${threshold}`);
  }
}
