import { contentId, seriesKey, topics } from '@aiops/contracts';
import {
  type CompiledRule,
  forgetSpans,
  groupLabels,
  type MetricRules,
  type RuleSample,
  type RuleSpans,
  stepGroup,
  worstMember,
} from '@aiops/detectors';
import type { Emit, KeyedState } from '@aiops/runtime';
import type { Finding, OpenAnomaly } from '../lifecycle.ts';
import { REMEMBERED, type SeriesState, samplesOf } from '../metrics/series.ts';
import { forgotten, settle } from '../metrics/series-anomaly.ts';
import type { Subject } from '../subject.ts';
import { ruleFinding } from './rule-finding.ts';
import { rulePending } from './rule-pending.ts';
import type { RuleContext } from './step-rules.ts';

const PREFIX = 'rule-groups/';

/** The series of an entity that rules with the same `per` take together. Plain JSON; kept only while a rule of it is broken. */
interface GroupState {
  readonly subject: Subject;
  readonly spans: RuleSpans;
  lastEnd: number;
  open: OpenAnomaly | null;
  /** What the series that the rules are about have sent lately, [epoch seconds, value]: at each time the one that came last. */
  samples?: [number, number][];
}

/** Steps the rules with `per` on a sample of one of their series. */
export interface RuleGroups {
  /** Returns what the groups of the series have to publish, and keeps in `series.groups` which they are. */
  step(rules: MetricRules, series: SeriesState, sample: RuleSample, emit: Emit): OpenAnomaly[];
  /** A series is forgotten: returns how the groups end that no other series keeps open. */
  forget(series: SeriesState, idleAt: number, evictAfter: number): OpenAnomaly[];
}

/** A group is a subject of its own, with the labels of `per` alone: it has an anomaly of its own beside those of its series. */
export function createRuleGroups(state: KeyedState, context: RuleContext): RuleGroups {
  const stepGroupState = (keyed: KeyedGroup, series: SeriesState, sample: RuleSample, emit: Emit) => {
    const { key, per, rules, isAbout } = keyed;
    const stored = state.get<GroupState>(key);
    if (stored === undefined && !isAbout) return undefined;
    const group = stored ?? emptyGroup(per, series);
    if (isAbout) rememberOfGroup(group, series, sample);
    const anomaly = stepRulesOfGroup(rules, group, series, sample, context, emit);
    if (Object.keys(group.spans).length > 0) {
      state.put(key, group);
      series.groups = [...(series.groups ?? []), key];
    } else if (stored !== undefined) state.delete(key);
    return withSamples(group, anomaly);
  };
  // Labels never change, so this is worked out once for each series and set of rules. No part of the state.
  const known = new WeakMap<SeriesState, { readonly rules: MetricRules; readonly groups: KeyedGroup[] }>();
  const groupsNow = (rules: MetricRules, series: SeriesState) => {
    const cached = known.get(series);
    if (cached?.rules === rules) return cached.groups;
    const groups = rules.groups.map(({ per, rules: ofGroup }) => keyedGroup(per, ofGroup, series));
    known.set(series, { rules, groups });
    return groups;
  };
  return {
    step(rules, series, sample, emit) {
      if (rules.groups.length === 0 && series.groups === undefined) return [];
      const groups = withLeft(groupsNow(rules, series), series.groups);
      delete series.groups;
      return groups.flatMap((keyed) => stepGroupState(keyed, series, sample, emit) ?? []);
    },
    forget(series, idleAt, evictAfter) {
      return (series.groups ?? []).flatMap((key) => {
        const group = state.get<GroupState>(key);
        if (group === undefined) return [];
        if (isHeldByOthers(group, series)) {
          state.put(key, group);
          return [];
        }
        state.delete(key);
        return withSamples(group, forgotten(group, idleAt, evictAfter)) ?? [];
      });
    },
  };
}

/** A group that is new begins with what its first series has sent so far. */
function rememberOfGroup(group: GroupState, series: SeriesState, { at, value }: RuleSample): void {
  group.samples ??= samplesOf(series);
  const newest = group.samples.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
  if (at / 1000 > newest)
    group.samples = [...group.samples, [at / 1000, value] as [number, number]].slice(-REMEMBERED);
  else if (at / 1000 === newest) group.samples[group.samples.length - 1] = [newest, value];
}

function withSamples(group: GroupState, anomaly: OpenAnomaly | undefined): OpenAnomaly | undefined {
  return anomaly === undefined ? undefined : { ...anomaly, samples: group.samples ?? [] };
}

/** Takes a series out of a group. True while another one still breaks a rule of it. */
function isHeldByOthers(group: GroupState, series: SeriesState): boolean {
  const member = contentId(series.subject.series);
  let held = false;
  for (const { members = {} } of Object.values(group.spans)) {
    delete members[member];
    held ||= Object.keys(members).length > 0;
  }
  return held;
}

/** A group that a series is in, with the rules that may concern it. */
interface KeyedGroup {
  readonly key: string;
  readonly per: readonly string[];
  readonly rules: readonly CompiledRule[];
  /** Whether one of the rules is about this very series. */
  readonly isAbout: boolean;
}

function keyedGroup(
  per: readonly string[],
  rules: readonly CompiledRule[],
  { subject }: SeriesState,
): KeyedGroup {
  const series = seriesKey(subject.entity.id, subject.metric, groupLabels(per, subject.labels));
  const isAbout = rules.some(({ matches }) => matches(subject.labels));
  return { key: `${PREFIX}${JSON.stringify(per)}${series}`, per, rules, isAbout };
}

/** The groups that rules put the series in now, and those that it was in before and to which no rule leads any more. */
function withLeft(now: readonly KeyedGroup[], before: readonly string[] = []): readonly KeyedGroup[] {
  const left = before.filter((key) => !now.some((group) => group.key === key));
  return left.length === 0
    ? now
    : [...now, ...left.map((key) => ({ key, per: [], rules: [], isAbout: false }))];
}

function stepRulesOfGroup(
  rules: readonly CompiledRule[],
  group: GroupState,
  series: SeriesState,
  sample: RuleSample,
  context: RuleContext,
  emit: Emit,
): OpenAnomaly | undefined {
  const findings: Finding[] = [];
  let active = false;
  if (forgetSpans(group.spans, rules)) group.lastEnd = Math.max(group.lastEnd, sample.at);
  for (const compiled of rules) {
    const fires = compiled.matches(series.subject.labels)
      ? stepGroupRule(compiled, group, series, sample, context, findings, emit)
      : group.spans[compiled.id]?.firing === true;
    active ||= fires;
  }
  const mute = context.muteOf(group.subject, sample.at);
  return settle(group, findings, active, sample.at, mute, sample.value);
}

/** Returns true while the rule fires. */
function stepGroupRule(
  compiled: CompiledRule,
  group: GroupState,
  series: SeriesState,
  sample: RuleSample,
  { maxGap, urls }: RuleContext,
  findings: Finding[],
  emit: Emit,
): boolean {
  const { rule, id } = compiled;
  const { subject, spans } = group;
  const step = stepGroup(compiled, spans, () => contentId(series.subject.series), sample, maxGap);
  if (step.stage === 'ended') group.lastEnd = Math.max(group.lastEnd, step.endedAt);
  if (step.stage === 'pending') {
    const event = rulePending(rule, subject, sample.value, sample.at);
    emit({ topic: topics.events, key: subject.entity.id, value: event, id: event.event_id });
  }
  const span = spans[id];
  const worst = span === undefined ? undefined : worstMember(span);
  if (step.stage === 'firing' && span !== undefined && worst !== undefined) {
    const judged = {
      value: worst.value,
      expected: worst.expected ?? undefined,
      series: Object.keys(span.members ?? {}).length,
    };
    findings.push(ruleFinding(rule, span, subject, judged, sample.at, urls));
  }
  return step.stage === 'firing' || step.stage === 'clearing';
}

function emptyGroup(per: readonly string[], { subject }: SeriesState): GroupState {
  const labels = groupLabels(per, subject.labels);
  const series = seriesKey(subject.entity.id, subject.metric, labels);
  return { subject: { ...subject, series, labels }, spans: {}, lastEnd: 0, open: null };
}
