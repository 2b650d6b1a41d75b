import { excessOf, isBroken } from './rule-limit.ts';
import type { CompiledRule } from './rule-set.ts';
import type { GroupMember, RuleSpan, RuleSpans } from './rule-span.ts';
import { isCut, type RuleSample, type RuleStep, stepBystander, stepSpan } from './step-rule.ts';

/** Series of one group that are remembered as breaking a rule; others are taken in as these recover. */
const MOST_MEMBERS = 200;

/**
 * Takes one sample of a group's member into account. The group breaks the rule while any of its series does, so the worst
 * value counts and the hold goes on when one series takes over from another. Samples count in the order in which they
 * arrive; only one that breaks the rule itself moves the hold on. A series that was silent for longer than `maxGap` no longer counts.
 * `memberOf` gives a short key of the series; it is asked for only while a rule is broken.
 */
export function stepGroup(
  compiled: CompiledRule,
  spans: RuleSpans,
  memberOf: () => string,
  sample: RuleSample,
  maxGap: number,
): RuleStep {
  const { rule, id } = compiled;
  const { at, value, expected } = sample;
  const span = spans[id];
  const isUncut = span !== undefined && !isCut(rule, span, at, maxGap);
  const broken = isBroken(rule, value, expected, isUncut && span.firing);
  if (span === undefined && !broken) return stepSpan(compiled, spans, false, at, maxGap);
  const member = memberOf();
  const members = span?.members ?? {};
  const silence = Math.max(maxGap, rule.hold);
  for (const [key, known] of Object.entries(members)) if (at - known.at > silence) delete members[key];
  delete members[member];
  if (broken && Object.keys(members).length < MOST_MEMBERS) {
    const { excess } = excessOf(rule, value, expected);
    members[member] = { at, value, expected: expected ?? null, excess };
  }
  if (!broken && isUncut && Object.keys(members).length > 0) return stepBystander(span, at);
  const step = stepSpan(compiled, spans, broken, at, maxGap);
  const now = spans[id];
  if (now !== undefined) now.members = members;
  return step;
}

/** The member that exceeds the limit most; undefined while none does, for instance while a rule clears. */
export function worstMember(span: RuleSpan): GroupMember | undefined {
  let worst: GroupMember | undefined;
  for (const member of Object.values(span.members ?? {})) {
    if (worst === undefined || member.excess > worst.excess) worst = member;
  }
  return worst;
}
