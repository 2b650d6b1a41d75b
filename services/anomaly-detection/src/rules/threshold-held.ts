import { contentId, type EventMessage, formatTimestamp, type ThresholdHeldDetails } from '@aiops/contracts';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';

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
