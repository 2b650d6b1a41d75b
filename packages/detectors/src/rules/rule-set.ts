import { contentId, type Labels, label } from '@aiops/contracts';
import { type LabelMatcher, labelMatcher } from './label-matcher.ts';
import type { Rule } from './rule.ts';

/** A rule that is ready to be stepped. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Hash of its name and of all that decides when it is broken: another definition is another rule, with spans of its own. */
  readonly id: string;
  readonly matches: LabelMatcher;
}

/** Rules that share what their series are grouped by. */
export interface RuleGroup {
  /** Sorted label names. */
  readonly per: readonly string[];
  readonly rules: readonly CompiledRule[];
}

/** The rules on one metric. */
export interface MetricRules {
  /** Those that look at each series by itself. */
  readonly ofSeries: readonly CompiledRule[];
  readonly groups: readonly RuleGroup[];
}

/** Rules by their metric. Never changed: other rules are another set. */
export interface RuleSet {
  forMetric(metric: string): MetricRules;
}

const NONE: MetricRules = { ofSeries: [], groups: [] };

/** Prepares rules, so that nothing is looked up or hashed per sample. */
export function ruleSet(rules: readonly Rule[]): RuleSet {
  const byMetric = new Map<string, CompiledRule[]>();
  for (const rule of rules) {
    byMetric.set(rule.metric, [...(byMetric.get(rule.metric) ?? []), compileRule(rule)]);
  }
  const grouped = new Map([...byMetric].map(([metric, compiled]) => [metric, grouping(compiled)]));
  return { forMetric: (metric) => grouped.get(metric) ?? NONE };
}

/** One rule, prepared. */
export function compileRule(rule: Rule): CompiledRule {
  const labels = Object.entries(rule.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const definition = [
    ...[rule.metric, rule.comparison, rule.threshold, rule.range, rule.hold, labels, rule.per],
    ...[rule.clear, rule.clear_hold, rule.min_deviation, rule.min_relative_deviation],
  ];
  return {
    rule,
    id: contentId('rule', rule.name, JSON.stringify(definition)),
    matches: labelMatcher(rule.labels),
  };
}

/** The labels that a series is grouped by, as far as it has them. */
export function groupLabels(per: readonly string[], labels: Labels): Labels {
  return Object.fromEntries(
    per.flatMap((name) => {
      const value = label(labels, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function grouping(rules: readonly CompiledRule[]): MetricRules {
  const groups = new Map<string, { per: readonly string[]; rules: CompiledRule[] }>();
  for (const compiled of rules) {
    const { per } = compiled.rule;
    if (per === undefined) continue;
    const sorted = [...new Set(per)].sort();
    const key = JSON.stringify(sorted);
    const group = groups.get(key) ?? { per: sorted, rules: [] };
    groups.set(key, group);
    group.rules.push(compiled);
  }
  return { ofSeries: rules.filter(({ rule }) => rule.per === undefined), groups: [...groups.values()] };
}
