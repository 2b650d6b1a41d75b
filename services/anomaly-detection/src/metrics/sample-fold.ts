import type { MetricRules, RuleSet } from '@aiops/detectors';
import type { Emit } from '@aiops/runtime';
import type { SeriesDeviations } from '../deviations/series-deviations.ts';
import type { EntityFold } from '../entity/entity-fold.ts';
import type { Finding, OpenAnomaly } from '../lifecycle.ts';
import type { Origin } from '../origin.ts';
import { expectedValue } from '../rules/expected-value.ts';
import type { RuleGroups } from '../rules/rule-groups.ts';
import { type RuleContext, stepRules } from '../rules/step-rules.ts';
import { bandOf } from '../scores/score-tap.ts';
import type { Setup } from '../setup.ts';
import { type JudgedSample, judgeSample, learnSample } from './judged-series.ts';
import { isLeftToRules, isLineCount, isToldOfLines } from './line-counts.ts';
import { isCounter, unitOf } from './sample-measure.ts';
import { endSilence, remember, type SeriesState } from './series.ts';
import { settleSample } from './settle-sample.ts';
import { statisticalFinding } from './statistical.ts';

interface SampleFoldOptions {
  readonly setup: Setup;
  readonly origin: Origin;
  readonly groups: RuleGroups;
  readonly entities: EntityFold;
  readonly deviations: SeriesDeviations;
  readonly ruleContext: RuleContext;
  readonly publish: (series: SeriesState, anomaly: OpenAnomaly | undefined, emit: Emit) => void;
}

/** Of a series that only rules look at. */
const UNJUDGED = { score: 0, ended: undefined, measure: Number.NaN };

/** Judges one sample of a series, which is newer than all before: by its detectors, by rules, and with the others of its entity. */
export type SampleFold = (
  rules: RuleSet,
  series: SeriesState,
  sample: { readonly at: number; readonly value: number },
  emit: Emit,
) => void;

export function createSampleFold(options: SampleFoldOptions): SampleFold {
  const { setup, origin, groups, entities, deviations, ruleContext, publish } = options;
  const { config, ensemble, urls } = setup;

  const judge = (series: SeriesState, sample: JudgedSample) =>
    isLeftToRules(series.subject)
      ? UNJUDGED
      : judgeSample(series, ensemble, sample, config.anomaly_threshold);
  const found = (series: SeriesState, measure: number, at: number): Finding[] => {
    const { subject, statistical, detectors } = series;
    const verdict = ensemble.explain(detectors, subject.metric, measure, at);
    if (isToldOfLines(subject, measure, verdict)) return [];
    return [statisticalFinding(subject, measure, at, statistical.since, verdict, urls, unitOf(series))];
  };
  /** With the other series of the entity, and with its own usual range. */
  const compare = (series: SeriesState, measure: number, at: number, emit: Emit) => {
    if (isLineCount(series.subject)) return;
    entities.observe(series, at, measure, emit);
    deviations.observe(series, measure, at, emit);
  };

  return (rules, series, { at, value }, emit) => {
    const { subject, statistical } = series;
    const { metric } = subject;
    const mute = origin.muteOf(subject, at);
    const findings: Finding[] = [];
    const sampled = { metric, value, at };
    const { score, ended, measure } = judge(series, sampled);
    const isJudged = !Number.isNaN(measure);
    if (ended !== undefined) series.lastEnd = Math.max(series.lastEnd, ended);
    const metricRules = rules.forMetric(metric);
    const asks = isJudged && asksForValue(metricRules, series);
    const expected = asks
      ? expectedValue(ensemble.explain(series.detectors, metric, measure, at))
      : undefined;
    const sample = { at, value, expected };
    const ruled = stepRules(metricRules, series, sample, ruleContext, findings, emit);
    if (statistical.active && statistical.calm === 0 && isJudged)
      findings.push(...found(series, measure, at));
    endSilence(series, at);
    remember(series, at, value);
    const lasts = ruled || statistical.active;
    tellScore(setup, series, { metric, value: measure, at }, score, lasts);
    publish(series, settleSample(series, findings, lasts, { at, value, measure }, mute), emit);
    for (const anomaly of groups.step(metricRules, series, sample, emit)) {
      origin.publish(anomaly, subject.domain, emit);
    }
    // What happens under a mute is scored, but no part of what is usual.
    if (mute !== undefined || !isJudged) return;
    compare(series, measure, at, emit);
    learnSample(series, ensemble, sampled);
  };
}

/** Rules ask what was expected. They are about values, and of a counter nothing but its rate is expected. */
function asksForValue({ ofSeries, groups }: MetricRules, series: SeriesState): boolean {
  return !isCounter(series) && (ofSeries.length > 0 || groups.length > 0);
}

/** Before the sample is learned, because afterwards it would be a part of what is expected. */
function tellScore(
  { scores, ensemble, config }: Setup,
  { subject, detectors }: SeriesState,
  { metric, value, at }: JudgedSample,
  score: number,
  isAnomalous: boolean,
): void {
  if (Number.isNaN(value) || !scores?.wants(subject, isAnomalous, at)) return;
  const expected = bandOf(ensemble.explain(detectors, metric, value, at));
  scores.take({ subject, at, value, score: score / config.anomaly_threshold, expected });
}
