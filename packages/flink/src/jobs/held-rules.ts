import type { Config, RuleConfig } from '@aiops/config';
import { sqlText } from './render.ts';

/** A rule that SQL can follow: each series by itself is above, or below, a constant for a time. */
export interface HeldRule {
  readonly name: string;
  readonly metric: string;
  readonly comparison: 'above' | 'below';
  readonly threshold: number;
  /** Milliseconds of event time. */
  readonly hold: number;
}

/** The simple rules among those of the configuration that have a hold; one without fires at once, and there is nothing to wait for. */
export function heldRules({ anomaly_detection }: Config): HeldRule[] {
  return anomaly_detection.rules.filter(isSimple).map(({ name, metric, comparison, threshold, hold }) => ({
    name,
    metric,
    comparison,
    threshold,
    hold,
  }));
}

function isSimple(rule: RuleConfig): rule is RuleConfig & Pick<HeldRule, 'comparison' | 'threshold'> {
  const { enabled, comparison, threshold, hold, labels, per, min_deviation, min_relative_deviation } = rule;
  if (!enabled || hold === 0 || threshold === undefined) return false;
  if (comparison !== 'above' && comparison !== 'below') return false;
  return [labels, per, min_deviation, min_relative_deviation].every((more) => more === undefined);
}

/** Rules as rows of VALUES. Where there are none, one that fits no metric, because an empty VALUES is no SQL. */
export function ruleRows(rules: readonly HeldRule[]): string {
  const rows = rules.map(({ name, metric, comparison, threshold, hold }) =>
    row(sqlText(name), sqlText(metric), sqlText(comparison), threshold, hold),
  );
  return rows.length === 0 ? row("''", "''", "''", 0, 0) : rows.join(',\n');
}

function row(name: string, metric: string, comparison: string, threshold: number, hold: number): string {
  const text = (literal: string) => `CAST(${literal} AS STRING)`;
  return `    (${text(name)}, ${text(metric)}, ${text(comparison)}, CAST(${threshold} AS DOUBLE), CAST(${hold} AS BIGINT))`;
}
