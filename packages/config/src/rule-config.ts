import { type Severity, severitySchema } from '@aiops/contracts';
import { z } from 'zod';
import { flag, optionalDecimal, optionalDuration, text } from './field-types.ts';
import { seedRule, seedRules } from './seed-rules.ts';

/** A threshold rule as it is used. */
export interface RuleConfig {
  name: string;
  enabled: boolean;
  /** Always set on a rule that was read from a configuration. */
  metric?: string | undefined;
  threshold: number;
  /** Milliseconds of event time. */
  duration: number;
  severity: Severity;
}

const seedNames = Object.keys(seedRules).join(', ');

/** A rule as it is written: what the name of a seed rule implies may be left out. */
export const ruleSchema = z
  .strictObject({
    name: text().describe(
      `Name in anomalies and events; ${seedNames} know their metric, threshold and duration`,
    ),
    enabled: flag(true).describe('Whether the rule is applied'),
    metric: text().optional().describe('Metric name'),
    threshold: optionalDecimal().describe('A sample above this violates the rule'),
    duration: optionalDuration().describe(
      'How long every sample must lie above the threshold, in event time; 0 unless the name implies another',
    ),
    severity: severitySchema.default('high').describe('Severity of its anomalies'),
  })
  .superRefine((rule, context) => {
    const seed = seedRule(rule.name);
    for (const key of ['metric', 'threshold'] as const) {
      if (rule[key] !== undefined || seed !== undefined) continue;
      const what = key === 'metric' ? 'a metric name' : 'a number';
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `expected ${what}, because only ${seedNames} imply one`,
      });
    }
  })
  .transform(
    (rule): RuleConfig => ({
      ...rule,
      metric: rule.metric ?? seedRule(rule.name)?.metric,
      threshold: rule.threshold ?? seedRule(rule.name)?.threshold ?? 0,
      duration: rule.duration ?? seedRule(rule.name)?.duration ?? 0,
    }),
  );
