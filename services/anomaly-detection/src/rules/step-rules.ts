import { simpleThreshold } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { forgetSpans, type MetricRules, type Rule, type RuleSample, stepRule } from '@aiops/detectors';
import type { Emit } from '@aiops/runtime';
import type { EvidenceUrls } from '../evidence.ts';
import type { Finding } from '../lifecycle.ts';
import type { SeriesState } from '../metrics/series.ts';
import type { Origin } from '../origin.ts';
import type { Subject } from '../subject.ts';
import { ruleFinding } from './rule-finding.ts';
import { rulePending } from './rule-pending.ts';
import { thresholdHeld } from './threshold-held.ts';

/** What the rules that look at each series by itself need besides the sample. */
export interface RuleContext {
  /** A silence longer than this (ms) begins a new span. */
  readonly maxGap: number;
  readonly urls: EvidenceUrls | undefined;
  /** Whether the end of a simple rule's hold is told as an event. */
  readonly tellHeld: boolean;
  /** The mute that is in effect for a subject at an event time. */
  readonly muteOf: Origin['muteOf'];
}

function tellHeld(
  context: RuleContext,
  rule: Rule,
  subject: Subject,
  breach: { readonly since: number; readonly at: number; readonly value: number },
  emit: Emit,
): void {
  const simple = context.tellHeld ? simpleThreshold(rule) : undefined;
  if (simple === undefined) return;
  const event = thresholdHeld({ name: rule.name, threshold: simple.threshold }, subject, breach);
  emit({ topic: topics.events, key: subject.entity.id, value: event, id: event.event_id });
}

/**
 * Steps all rules of a series that look at it alone, collects what fires and says what is pending. A rule that is not
 * there any more ends here. Returns true while a rule fires.
 */
export function stepRules(
  { ofSeries }: MetricRules,
  series: SeriesState,
  sample: RuleSample,
  context: RuleContext,
  findings: Finding[],
  emit: Emit,
): boolean {
  const { subject, rules: spans } = series;
  const { at, value, expected } = sample;
  if (forgetSpans(spans, ofSeries)) series.lastEnd = Math.max(series.lastEnd, at);
  let active = false;
  for (const compiled of ofSeries) {
    if (!compiled.matches(subject.labels)) continue;
    const { rule, id } = compiled;
    const wasQuiet = spans[id]?.firing !== true;
    const step = stepRule(compiled, spans, sample, context.maxGap);
    if (step.stage === 'ended') series.lastEnd = Math.max(series.lastEnd, step.endedAt);
    if (step.stage === 'pending') {
      const event = rulePending(rule, subject, value, at);
      emit({ topic: topics.events, key: subject.entity.id, value: event, id: event.event_id });
    }
    if (step.stage === 'clearing') active = true;
    const span = spans[id];
    if (step.stage !== 'firing' || span === undefined) continue;
    active = true;
    if (wasQuiet) tellHeld(context, rule, subject, { since: span.since, at, value }, emit);
    findings.push(ruleFinding(rule, span, subject, { value, expected, series: 1 }, at, context.urls));
  }
  return active;
}
