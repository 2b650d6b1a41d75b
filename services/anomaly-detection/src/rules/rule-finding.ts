import type { RuleConfig } from '@aiops/config';
import { contentId, type EventMessage, formatTimestamp } from '@aiops/contracts';
import { MAX_SCORE } from '@aiops/detectors';
import { type EvidenceUrls, promQuery, queryEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';
import type { RuleSpan } from './series.ts';

/** Score of a value exactly at the limit of a rule that fires. */
const SCORE_AT_LIMIT = 2;
/** Score gained per 10 % of the limit. */
const SCORE_PER_TENTH = 1;

export type RuleStep = 'quiet' | 'pending' | 'waiting' | 'firing' | 'ended';

/**
 * Takes one sample into account, in event time. `pending` is said once per span, `waiting` is the rest of it. A silence
 * longer than `maxGap` begins a new span: nobody knows what the value was in between.
 */
export function stepRule(
  rule: RuleConfig,
  rules: Record<string, RuleSpan>,
  value: number,
  at: number,
  gap: { readonly previous: number | undefined; readonly max: number },
): RuleStep {
  let span = rules[rule.name];
  if (value <= rule.threshold) {
    if (span === undefined) return 'quiet';
    delete rules[rule.name];
    return span.firing ? 'ended' : 'quiet';
  }
  const tooLong = gap.previous !== undefined && at - gap.previous > Math.max(gap.max, rule.duration);
  const isNew = span === undefined || tooLong;
  if (span === undefined || tooLong) {
    span = { since: at, firing: false };
    rules[rule.name] = span;
  }
  span.firing = at - span.since >= rule.duration;
  if (span.firing) return 'firing';
  return isNew ? 'pending' : 'waiting';
}

/** 2 at the limit, and 1 more for every 10 % of the limit (of 1, when the limit is smaller) that the value exceeds it. */
export function ruleScore(rule: RuleConfig, value: number): number {
  const tenths = (10 * (value - rule.threshold)) / Math.max(1, Math.abs(rule.threshold));
  return Math.min(MAX_SCORE, SCORE_AT_LIMIT + SCORE_PER_TENTH * tenths);
}

/** What a firing rule has found. */
export function ruleFinding(
  rule: RuleConfig,
  span: RuleSpan,
  subject: Subject,
  value: number,
  at: number,
  urls: EvidenceUrls | undefined,
): Finding {
  const { metric, entity, labels } = subject;
  const lasting = rule.duration > 0 ? ` for ${formatSpan(at - span.since)}` : '';
  const score = ruleScore(rule, value);
  return {
    type: 'rule',
    name: rule.name,
    rule: rule.name,
    startedAt: span.since,
    score,
    severity: rule.severity,
    reason: `above ${rule.threshold}${rule.duration > 0 ? ` for ${formatSpan(rule.duration)}` : ''}`,
    summary: `${metric} of ${entity.name} is ${formatValue(value)}, above its limit of ${rule.threshold}${lasting} (rule ${rule.name})`,
    value,
    contributions: [
      {
        detector: `rule ${rule.name}`,
        score,
        detail: `${formatValue(value)} is above ${rule.threshold}${lasting}`,
      },
    ],
    evidence: [
      queryEvidence(urls, 'metric', `${metric} of ${entity.name}`, promQuery(metric, labels), {
        from: span.since,
        to: at,
      }),
    ],
  };
}

/** Says what is still missing until a rule fires. One per span, with an id that the span decides. */
export function rulePending(
  rule: RuleConfig,
  subject: Subject,
  value: number,
  at: number,
): EventMessage & { event_id: string } {
  const { metric, entity, series } = subject;
  return {
    event_id: contentId('rule_pending', series, rule.name, at),
    timestamp: formatTimestamp(at),
    event_type: 'rule_pending',
    source: 'anomaly-detection',
    severity: 'low',
    summary: `${metric} of ${entity.name} is ${formatValue(value)} (limit ${rule.threshold}); ${formatSpan(rule.duration)} more of it would fire ${rule.name}`,
    details: {
      rule: rule.name,
      metric_name: metric,
      threshold: rule.threshold,
      value,
      since: formatTimestamp(at),
      missing_seconds: rule.duration / 1000,
    },
    entity_id: entity.id,
    entity_type: entity.type,
    entity_name: entity.name,
  };
}
