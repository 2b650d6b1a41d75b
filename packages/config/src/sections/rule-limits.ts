import { severityRank, severitySchema } from '@aiops/contracts';
import { z } from 'zod';
import { requiredDecimal } from '../fields/field-types.ts';

/** How a value may be compared; the last two take a range instead of a threshold. */
export const comparisons = [
  'above',
  'below',
  'at_least',
  'at_most',
  'equal',
  'not_equal',
  'outside',
  'inside',
] as const;
export type Comparison = (typeof comparisons)[number];

const comparisonList = comparisons.join(', ');
export const comparisonSchema = z
  .enum(comparisons, { error: `expected ${comparisonList}` })
  .optional()
  .describe(
    'How a sample is compared with the threshold or the range; above unless set, or either side where only the deviation counts',
  )
  .meta({ 'x-kind': comparisonList });

/** Both edges of a range; either may be the same. */
export const rangeSchema = z
  .tuple([requiredDecimal(), requiredDecimal()], { error: 'expected a range such as [10, 20]' })
  .refine(([low, high]) => low <= high, 'expected the lower edge first')
  .optional()
  .describe('Lower and upper edge, both part of the inside; needs comparison: inside or outside')
  .meta({ 'x-kind': 'two numbers' });

const levelSchema = z.strictObject({ threshold: requiredDecimal(), severity: severitySchema });
export type RuleLevel = z.infer<typeof levelSchema>;

const severities = severitySchema.options.join(', ');
/** One severity for whatever breaks the rule, or one per level. */
export const ruleSeveritySchema = z
  .union([severitySchema, z.array(levelSchema).min(1, 'expected at least one level')], {
    error: `expected ${severities}, or a list of levels such as {threshold: 90, severity: high}`,
  })
  .default('high')
  .describe('Severity of its anomalies, or a list of {threshold, severity} from the mildest to the worst')
  .meta({ 'x-kind': `${severities}, or a list` });

/** True for comparisons of which a value can be further away than another. */
export function isOrdered(comparison: Comparison | undefined): boolean {
  return comparison === undefined || ['above', 'below', 'at_least', 'at_most'].includes(comparison);
}

/** True for comparisons that a lower value breaks. */
export function isDownward(comparison: Comparison | undefined): boolean {
  return comparison === 'below' || comparison === 'at_most';
}

/** The first level that is not both further out and worse than the one before it. */
export function misplacedLevel(levels: readonly RuleLevel[], comparison: Comparison | undefined): number {
  const sign = isDownward(comparison) ? -1 : 1;
  return levels.findIndex((level, index) => {
    const before = levels[index - 1];
    if (before === undefined) return false;
    const isFurther = sign * (level.threshold - before.threshold) > 0;
    return !isFurther || severityRank(level.severity) <= severityRank(before.severity);
  });
}
