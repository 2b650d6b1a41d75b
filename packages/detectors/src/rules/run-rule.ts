import { type Labels, type Severity, seriesKey, severityRank } from '@aiops/contracts';
import type { Rule } from './rule.ts';
import { ruleSeverity } from './rule-limit.ts';
import { type CompiledRule, compileRule, groupLabels } from './rule-set.ts';
import type { RuleSpans } from './rule-span.ts';
import { stepGroup, worstMember } from './step-group.ts';
import { type RuleSample, type RuleStep, stepRule } from './step-rule.ts';

/** What a rule came to over some samples: the first time of the furthest stage. */
export interface RuleRun {
  readonly outcome: 'fires' | 'pending' | 'quiet';
  /** When it fired, or since when it was pending. */
  readonly at?: number;
  /** When that was over; undefined while it lasts. */
  readonly until?: number;
  /** The highest while it fired. */
  readonly severity?: Severity;
}

/** A stretch of one stage on one series or group. */
interface Stretch {
  readonly where: string;
  readonly at: number;
  until?: number;
  severity?: Severity;
}

/**
 * Steps one rule over samples, by the same functions that judge live ones. `expected` stands for what the detectors would
 * expect of every series.
 */
export function runRule(
  rule: Rule,
  samples: readonly { readonly at: number; readonly value: number; readonly labels: Labels }[],
  expected: number | undefined,
  maxGap: number,
): RuleRun {
  const compiled = compileRule(rule);
  const spansOf = new Map<string, RuleSpans>();
  const found: { fired?: Stretch; pending?: Stretch } = {};
  for (const { at, value, labels } of samples) {
    if (!compiled.matches(labels)) continue;
    const where = seriesKey('', rule.metric, rule.per === undefined ? labels : groupLabels(rule.per, labels));
    const spans = spansOf.get(where) ?? {};
    spansOf.set(where, spans);
    const step = stepAny(compiled, spans, labels, { at, value, expected }, maxGap);
    follow(found, where, step, at, severityNow(compiled, spans, value));
  }
  const { fired, pending } = found;
  const stretch = fired ?? pending;
  if (stretch === undefined) return { outcome: 'quiet' };
  const { where: _, ...rest } = stretch;
  return { outcome: fired === undefined ? 'pending' : 'fires', ...rest };
}

function stepAny(
  compiled: CompiledRule,
  spans: RuleSpans,
  labels: Labels,
  sample: RuleSample,
  maxGap: number,
): RuleStep {
  return compiled.rule.per === undefined
    ? stepRule(compiled, spans, sample, maxGap)
    : stepGroup(compiled, spans, () => seriesKey('', compiled.rule.metric, labels), sample, maxGap);
}

function severityNow({ rule, id }: CompiledRule, spans: RuleSpans, value: number): Severity {
  const span = spans[id];
  const worst = span === undefined ? undefined : worstMember(span);
  return ruleSeverity(rule, worst?.value ?? value);
}

function follow(
  found: { fired?: Stretch; pending?: Stretch },
  where: string,
  step: RuleStep,
  at: number,
  severity: Severity,
): void {
  const { fired, pending } = found;
  const { stage } = step;
  if (stage === 'pending' && pending === undefined) found.pending = { where, at };
  else if ((stage === 'quiet' || stage === 'pending') && pending?.where === where) pending.until ??= at;
  if (stage === 'firing' && fired === undefined) found.fired = { where, at, severity };
  if (fired?.where !== where || fired.until !== undefined) return;
  if (step.stage === 'ended') fired.until = step.endedAt;
  // A long silence cut it off.
  else if (stage === 'pending') fired.until = at;
  else if (stage === 'firing' && severityRank(severity) > severityRank(fired.severity ?? 'low')) {
    fired.severity = severity;
  }
}
