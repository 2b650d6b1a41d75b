import { contentId, type EventMessage, formatTimestamp, type ThresholdHeldDetails } from '@aiops/contracts';
import type { Rule } from '@aiops/detectors';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';

/**
 * The constant of a rule so simple that Flink tells of it too: above or below one threshold for all of a hold, of each series by itself.
 * Undefined for any other rule: one with labels, levels, groups, an own way to end, or what the detectors expect.
 */
export function simpleThreshold(rule: Rule): number | undefined {
  const { comparison, threshold, hold, labels, per, clear, severity } = rule;
  const isPlain = comparison === 'above' || comparison === 'below';
  const isMore = [labels, per, clear, rule.clear_hold, rule.min_deviation, rule.min_relative_deviation];
  if (!isPlain || hold <= 0 || typeof severity !== 'string') return undefined;
  return isMore.every((part) => part === undefined) ? threshold : undefined;
}

/** Says that a simple rule was broken for all of its hold, at the sample with which the hold is over. */
export function thresholdHeld(
  { name, threshold }: { readonly name: string; readonly threshold: number },
  subject: Subject,
  { since, at, value }: { readonly since: number; readonly at: number; readonly value: number },
): EventMessage & { event_id: string } {
  const { metric, entity, series, labels } = subject;
  const details: ThresholdHeldDetails = {
    rule: name,
    metric_name: metric,
    labels,
    threshold,
    since: formatTimestamp(since),
    held_seconds: (at - since) / 1_000,
    value,
  };
  return {
    event_id: contentId('held-thresholds', series, name, at),
    timestamp: formatTimestamp(at),
    event_type: 'threshold_held',
    source: 'anomaly-detection',
    severity: 'low',
    summary: `${metric} of ${entity.name} is ${formatValue(value)}, beyond ${threshold} for ${formatSpan(at - since)}`,
    details,
    entity_id: entity.id,
    entity_type: entity.type,
    entity_name: entity.name,
  };
}
