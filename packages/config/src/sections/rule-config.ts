import type { Severity } from '@aiops/contracts';
import { z } from 'zod';
import { flag, optionalDecimal, optionalDuration, optionalPositive, text } from '../fields/field-types.ts';
import { checkRule, hasDeviation, thresholdOf } from './rule-checks.ts';
import { ruleLabelsSchema } from './rule-labels.ts';
import {
  type Comparison,
  comparisonSchema,
  type RuleLevel,
  rangeSchema,
  ruleSeveritySchema,
} from './rule-limits.ts';
import { type RuleTestConfig, ruleTestSchema } from './rule-tests.ts';
import { seedRule, seedRules } from './seed-rules.ts';

/** A rule as it is used: what its name implies is filled in. docs/rules.md tells what the fields mean. */
export interface RuleConfig {
  name: string;
  enabled: boolean;
  metric: string;
  /** Undefined for a rule that minds deviations to both sides. */
  comparison?: Comparison | undefined;
  threshold?: number | undefined;
  range?: [number, number] | undefined;
  /** Milliseconds of event time. */
  hold: number;
  labels?: Record<string, string[]> | undefined;
  per?: string[] | undefined;
  clear?: number | undefined;
  /** Milliseconds of event time. */
  clear_hold?: number | undefined;
  min_deviation?: number | undefined;
  min_relative_deviation?: number | undefined;
  severity: Severity | RuleLevel[];
  summary?: string | undefined;
}

const seedNames = Object.keys(seedRules).join(', ');

/** A rule with its tests as it is written: what the name of a seed rule implies may be left out. */
export const testedRuleSchema = z
  .strictObject({
    name: text().describe(`Name in anomalies and events; ${seedNames} know their metric, threshold and hold`),
    enabled: flag(true).describe('Whether the rule is applied'),
    metric: text().optional().describe('Metric name'),
    comparison: comparisonSchema,
    threshold: optionalDecimal().describe('What a sample is compared with'),
    range: rangeSchema,
    hold: optionalDuration().describe(
      'How long every sample must break the rule, in event time; 0 unless the name implies another',
    ),
    duration: optionalDuration().describe('The older name of hold'),
    labels: ruleLabelsSchema,
    per: z
      .array(text())
      .optional()
      .describe(
        'Labels by which the series of an entity are put together: one span each, the worst value counts',
      ),
    clear: optionalDecimal().describe('A firing rule ends only when the value has come back across this'),
    clear_hold: optionalDuration().describe(
      'How long it must have come back before the rule ends; 0 unless set',
    ),
    min_deviation: optionalPositive().describe(
      'Smallest distance from the expected value, in the unit of the metric',
    ),
    min_relative_deviation: optionalPositive().describe(
      'The same as a share of the expected value: 0.5 is half of it',
    ),
    severity: ruleSeveritySchema,
    summary: text().optional().describe('What it means when the rule fires; the anomaly says it first'),
    tests: z
      .array(ruleTestSchema)
      .optional()
      .describe('What the rule does on some samples; aiops check runs them, the services do not'),
  })
  .superRefine(checkRule)
  .transform(({ tests = [], duration, ...rule }): { rule: RuleConfig; tests: RuleTestConfig[] } => {
    const { metric, comparison, hold, ...rest } = rule;
    const seed = seedRule(rule.name);
    const threshold = thresholdOf(rule);
    const isDeviation = threshold === undefined && rule.range === undefined && hasDeviation(rule);
    const used = {
      ...rest,
      metric: metric ?? seed?.metric ?? '',
      comparison: comparison ?? (isDeviation ? undefined : 'above'),
      threshold,
      hold: hold ?? duration ?? seed?.hold ?? 0,
    };
    return { rule: used, tests };
  });

/** A rule as the services use it, without its tests. */
export const ruleSchema = testedRuleSchema.transform(({ rule }) => rule);
