import type { Rule } from './rule.ts';
import { isBroken } from './rule-limit.ts';
import type { CompiledRule } from './rule-set.ts';
import type { RuleSpan, RuleSpans } from './rule-span.ts';

/** A sample as rules see it. */
export interface RuleSample {
  readonly at: number;
  readonly value: number;
  /** What its series was expected to be, undefined where nobody knows yet. */
  readonly expected: number | undefined;
}

/**
 * What a sample did to a rule. `pending` is said once per span, `waiting` is the rest of it; `clearing` is a rule that
 * fires still although the value is back. `ended` tells since when the value is back.
 */
export type RuleStep =
  | { readonly stage: 'quiet' | 'pending' | 'waiting' | 'firing' | 'clearing' }
  | { readonly stage: 'ended'; readonly endedAt: number };

const QUIET: RuleStep = { stage: 'quiet' };
const PENDING: RuleStep = { stage: 'pending' };
const WAITING: RuleStep = { stage: 'waiting' };
const FIRING: RuleStep = { stage: 'firing' };
const CLEARING: RuleStep = { stage: 'clearing' };

/**
 * Takes one sample of a series into account, in event time. A silence longer than `maxGap` (and than the hold) begins a
 * new span: nobody knows what the value was in between.
 */
export function stepRule(
  compiled: CompiledRule,
  spans: RuleSpans,
  sample: RuleSample,
  maxGap: number,
): RuleStep {
  const { rule, id } = compiled;
  const span = spans[id];
  const holds = span?.firing === true && !isCut(rule, span, sample.at, maxGap);
  const broken = isBroken(rule, sample.value, sample.expected, holds);
  return stepSpan(compiled, spans, broken, sample.at, maxGap);
}

/** Moves the span of a rule that is, or is not, broken at this time. */
export function stepSpan(
  { rule, id }: CompiledRule,
  spans: RuleSpans,
  broken: boolean,
  at: number,
  maxGap: number,
): RuleStep {
  const known = spans[id];
  if (!broken) return known === undefined ? QUIET : recover(rule, id, spans, known, at);
  const isNew = known === undefined || isCut(rule, known, at, maxGap);
  const span = isNew ? { since: at, last: at, firing: false, clearedAt: null } : known;
  if (isNew) spans[id] = span;
  span.clearedAt = null;
  span.last = Math.max(span.last, at);
  if (at - span.since >= rule.hold) span.firing = true;
  if (span.firing) return FIRING;
  return isNew ? PENDING : WAITING;
}

/** A rule whose value is back while others of its group still break it. */
export function stepBystander(span: RuleSpan, at: number): RuleStep {
  span.last = Math.max(span.last, at);
  return span.firing ? FIRING : WAITING;
}

/** True when so much time passed since the last sample of a span that it cannot go on. */
export function isCut(rule: Rule, span: RuleSpan, at: number, maxGap: number): boolean {
  return at - span.last > Math.max(maxGap, rule.hold);
}

/** Forgets the spans of rules that are no longer there or were defined anew. Returns true when one of them was firing. */
export function forgetSpans(spans: RuleSpans, rules: readonly CompiledRule[]): boolean {
  let fired = false;
  for (const id of Object.keys(spans)) {
    if (rules.some((compiled) => compiled.id === id)) continue;
    fired ||= spans[id]?.firing === true;
    delete spans[id];
  }
  return fired;
}

function recover(rule: Rule, id: string, spans: RuleSpans, span: RuleSpan, at: number): RuleStep {
  if (!span.firing) {
    delete spans[id];
    return QUIET;
  }
  span.clearedAt ??= at;
  span.last = Math.max(span.last, at);
  if (at - span.clearedAt < (rule.clear_hold ?? 0)) return CLEARING;
  delete spans[id];
  return { stage: 'ended', endedAt: span.clearedAt };
}
