import type { RuleConfig } from './rule-config.ts';

/** What makes a rule simple or not; whether the rest of it may be changed does not matter here. */
type RuleParts = Pick<RuleConfig, 'comparison' | 'threshold' | 'hold'> &
  Readonly<
    Partial<
      Record<
        'labels' | 'per' | 'clear' | 'clear_hold' | 'min_deviation' | 'min_relative_deviation' | 'severity',
        unknown
      >
    >
  >;

/** The one constant of a simple rule, and on which side of it the rule is broken. */
export interface SimpleThreshold {
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
}

/**
 * What a rule compares with that is so simple that Flink follows it too: each series by itself is above, or below, one constant for all of
 * a hold. Undefined for any other: one without a hold, or with labels, levels, groups, an own way to end, or what the detectors expect.
 */
export function simpleThreshold(rule: RuleParts): SimpleThreshold | undefined {
  const { comparison, threshold, hold, severity, labels, per, clear } = rule;
  if (threshold === undefined || hold <= 0 || typeof severity !== 'string') return undefined;
  if (comparison !== 'above' && comparison !== 'below') return undefined;
  const more = [labels, per, clear, rule.clear_hold, rule.min_deviation, rule.min_relative_deviation];
  return more.every((part) => part === undefined) ? { comparison, threshold } : undefined;
}
