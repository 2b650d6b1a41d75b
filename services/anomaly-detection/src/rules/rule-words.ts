import type { Rule } from '@aiops/detectors';
import { formatValue } from '../wording.ts';

/** What breaks a rule, as the reason of its anomalies says it: `above 90`, `outside 10 to 20`, `20 from the expected value`. */
export function limitText(rule: Rule): string {
  const { comparison, threshold, range } = rule;
  if (range !== undefined) return `${comparison} ${range[0]} to ${range[1]}`;
  if (threshold === undefined) return deviationText(rule);
  return `${COMPARED[comparison ?? 'above']} ${threshold}`;
}

/** The same in the sentence of a summary: `above its limit of 90`. */
export function limitPhrase(rule: Rule): string {
  const { comparison, threshold } = rule;
  const isOrdered = comparison !== 'equal' && comparison !== 'not_equal';
  if (threshold === undefined || !isOrdered) return limitText(rule);
  return `${COMPARED[comparison ?? 'above']} its limit of ${threshold}`;
}

/** What was expected, for rules that measure the distance from it; else nothing. */
export function expectedText(rule: Rule, expected: number | undefined): string {
  const isMeasured = rule.min_deviation !== undefined || rule.min_relative_deviation !== undefined;
  return isMeasured && expected !== undefined ? `, where ${formatValue(expected)} was expected` : '';
}

const COMPARED = {
  above: 'above',
  below: 'below',
  at_least: 'at or above',
  at_most: 'at or below',
  equal: 'equal to',
  not_equal: 'other than',
  outside: 'outside',
  inside: 'inside',
} as const;

function deviationText(rule: Rule): string {
  const distances = [
    ...(rule.min_deviation === undefined ? [] : [String(rule.min_deviation)]),
    ...(rule.min_relative_deviation === undefined
      ? []
      : [`${Number((100 * rule.min_relative_deviation).toPrecision(6))} %`]),
  ];
  const side = rule.comparison === undefined ? 'from' : rule.comparison;
  return `${distances.join(' and ')} ${side} the expected value`;
}
