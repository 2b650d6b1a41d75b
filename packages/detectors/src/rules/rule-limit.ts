import type { Severity } from '@aiops/contracts';
import { MAX_SCORE } from '../tail.ts';
import type { Comparison, Rule } from './rule.ts';

/** Score of a value exactly at the limit of a rule that fires. */
const SCORE_AT_LIMIT = 2;
/** Score gained per 10 % of the limit. */
const SCORE_PER_TENTH = 1;

/**
 * Whether a value breaks a rule. While the rule fires, `clear` takes the place of the threshold. A deviation is needed
 * besides the threshold; where the expected value is not known, there is none.
 */
export function isBroken(rule: Rule, value: number, expected: number | undefined, firing: boolean): boolean {
  return isPastLimit(rule, value, firing) && deviatesEnough(rule, value, expected);
}

/**
 * 2 at the limit, and 1 more for every 10 % of the limit (of 1, when the limit is smaller) that the value exceeds it.
 * The limit is the threshold, the nearer edge of the range, or the smallest deviation. What is a matter of yes or no
 * (`equal`, `not_equal`, `inside`) scores 2.
 */
export function ruleScore(rule: Rule, value: number, expected: number | undefined): number {
  const { excess, limit } = excessOf(rule, value, expected);
  const tenths = (10 * excess) / Math.max(1, Math.abs(limit));
  return Math.min(MAX_SCORE, SCORE_AT_LIMIT + SCORE_PER_TENTH * tenths);
}

/** Severity of a value: that of the worst level it has reached. */
export function ruleSeverity(rule: Rule, value: number): Severity {
  const { severity, comparison } = rule;
  if (typeof severity === 'string') return severity;
  const reached = severity.filter((level) => isPast(comparison, value, level.threshold));
  // Between `clear` and the threshold no level is reached any more.
  return (reached.at(-1) ?? severity[0])?.severity ?? 'high';
}

/** By how much a value exceeds the limit of its rule, never less than 0, and that limit. */
export function excessOf(
  rule: Rule,
  value: number,
  expected: number | undefined,
): { readonly excess: number; readonly limit: number } {
  const { comparison, threshold, range } = rule;
  if (range !== undefined) {
    if (comparison === 'inside') return { excess: 0, limit: 0 };
    const limit = value < range[0] ? range[0] : range[1];
    return { excess: Math.max(0, range[0] - value, value - range[1]), limit };
  }
  if (threshold === undefined) {
    if (expected === undefined) return { excess: 0, limit: 0 };
    const limit = neededDeviation(rule, expected);
    return { excess: Math.max(0, deviationOf(rule, value, expected) - limit), limit };
  }
  if (comparison === 'equal' || comparison === 'not_equal') return { excess: 0, limit: threshold };
  const distance = isUpward(comparison) ? value - threshold : threshold - value;
  return { excess: Math.max(0, distance), limit: threshold };
}

function isPastLimit(rule: Rule, value: number, firing: boolean): boolean {
  const { comparison, threshold, range, clear } = rule;
  if (range !== undefined) {
    const isInside = value >= range[0] && value <= range[1];
    return isInside === (comparison === 'inside');
  }
  if (threshold === undefined) return true;
  return isPast(comparison, value, firing ? (clear ?? threshold) : threshold);
}

function isPast(comparison: Comparison | undefined, value: number, limit: number): boolean {
  switch (comparison) {
    case 'below':
      return value < limit;
    case 'at_least':
      return value >= limit;
    case 'at_most':
      return value <= limit;
    case 'equal':
      return value === limit;
    case 'not_equal':
      return value !== limit;
    default:
      return value > limit;
  }
}

function deviatesEnough(rule: Rule, value: number, expected: number | undefined): boolean {
  if (rule.min_deviation === undefined && rule.min_relative_deviation === undefined) return true;
  if (expected === undefined) return false;
  const deviation = deviationOf(rule, value, expected);
  // A share of an expected 0 is 0, and a value of 0 does not deviate from it.
  return deviation > 0 && deviation >= neededDeviation(rule, expected);
}

/** Towards the side that the rule minds. */
function deviationOf({ comparison }: Rule, value: number, expected: number): number {
  if (isUpward(comparison)) return value - expected;
  if (comparison === 'below' || comparison === 'at_most') return expected - value;
  return Math.abs(value - expected);
}

function neededDeviation(rule: Rule, expected: number): number {
  return Math.max(rule.min_deviation ?? 0, (rule.min_relative_deviation ?? 0) * Math.abs(expected));
}

function isUpward(comparison: Comparison | undefined): boolean {
  return comparison === 'above' || comparison === 'at_least';
}
