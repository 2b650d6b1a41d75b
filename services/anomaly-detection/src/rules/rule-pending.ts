import { contentId, type EventMessage, formatTimestamp } from '@aiops/contracts';
import type { Rule } from '@aiops/detectors';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';
import { limitText } from './rule-words.ts';

/** Says what is still missing until a rule fires. One per span, with an id that the span decides. */
export function rulePending(
  rule: Rule,
  subject: Subject,
  value: number,
  at: number,
): EventMessage & { event_id: string } {
  const { metric, entity, series } = subject;
  const { comparison, threshold } = rule;
  const limit = comparison === 'above' && threshold !== undefined ? `limit ${threshold}` : limitText(rule);
  return {
    event_id: contentId('rule_pending', series, rule.name, at),
    timestamp: formatTimestamp(at),
    event_type: 'rule_pending',
    source: 'anomaly-detection',
    severity: 'low',
    summary: `${metric} of ${entity.name} is ${formatValue(value)} (${limit}); ${formatSpan(rule.hold)} more of it would fire ${rule.name}`,
    details: {
      rule: rule.name,
      metric_name: metric,
      ...(threshold === undefined ? { limit } : { threshold }),
      value,
      since: formatTimestamp(at),
      missing_seconds: rule.hold / 1000,
    },
    entity_id: entity.id,
    entity_type: entity.type,
    entity_name: entity.name,
  };
}
