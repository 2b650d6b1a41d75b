import { type Rule, type RuleSpan, ruleScore, ruleSeverity } from '@aiops/detectors';
import { type EvidenceUrls, seriesEvidence } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import type { Subject } from '../subject.ts';
import { formatSpan, formatValue } from '../wording.ts';
import { expectedText, limitPhrase, limitText } from './rule-words.ts';

/** The value by which a rule is judged now: that of its series, or the worst of its group. */
export interface JudgedValue {
  readonly value: number;
  readonly expected: number | undefined;
  /** Series that break the rule together; 1 where a series is alone. */
  readonly series: number;
}

/** What a firing rule has found. */
export function ruleFinding(
  rule: Rule,
  span: RuleSpan,
  subject: Subject,
  judged: JudgedValue,
  at: number,
  urls: EvidenceUrls | undefined,
): Finding {
  const { metric, entity } = subject;
  const { value, expected, series } = judged;
  const lasting = rule.hold > 0 ? ` for ${formatSpan(at - span.since)}` : '';
  const others = series > 1 ? `, the worst of ${series} series` : '';
  const compared = `${expectedText(rule, expected)}${lasting}${others}`;
  const score = ruleScore(rule, value, expected);
  const meaning = rule.summary === undefined ? '' : `${rule.summary}: `;
  return {
    type: 'rule',
    name: rule.name,
    rule: rule.name,
    startedAt: span.since,
    score,
    severity: ruleSeverity(rule, value),
    reason: `${limitText(rule)}${rule.hold > 0 ? ` for ${formatSpan(rule.hold)}` : ''}`,
    summary: `${meaning}${metric} of ${entity.name} is ${formatValue(value)}, ${limitPhrase(rule)}${compared} (rule ${rule.name})`,
    value,
    contributions: [
      {
        detector: `rule ${rule.name}`,
        score,
        detail: `${formatValue(value)} is ${limitText(rule)}${compared}`,
      },
    ],
    evidence: [seriesEvidence(urls, subject, { from: span.since, to: at })],
  };
}
