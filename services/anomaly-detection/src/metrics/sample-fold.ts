import type { MetricRules, RuleSet } from '@aiops/detectors';
import type { Emit } from '@aiops/runtime';
import type { EntityFold } from '../entity/entity-fold.ts';
import type { Finding, OpenAnomaly } from '../lifecycle.ts';
import type { Origin } from '../origin.ts';
import { expectedValue } from '../rules/expected-value.ts';
import type { RuleGroups } from '../rules/rule-groups.ts';
import { type RuleContext, stepRules } from '../rules/step-rules.ts';
import type { Setup } from '../setup.ts';
import { judgeSample, learnSample } from './judged-series.ts';
import { endSilence, remember, type SeriesState } from './series.ts';
import { settle } from './series-anomaly.ts';
import { statisticalFinding } from './statistical.ts';

interface SampleFoldOptions {
  readonly setup: Setup;
  readonly origin: Origin;
  readonly groups: RuleGroups;
  readonly entities: EntityFold;
  readonly ruleContext: RuleContext;
  readonly publish: (series: SeriesState, anomaly: OpenAnomaly | undefined, emit: Emit) => void;
}

/** Judges one sample of a series, which is newer than all before: by its detectors, by rules, and with the others of its entity. */
export type SampleFold = (
  rules: RuleSet,
  series: SeriesState,
  sample: { readonly at: number; readonly value: number },
  emit: Emit,
) => void;

export function createSampleFold(options: SampleFoldOptions): SampleFold {
  const { setup, origin, groups, entities, ruleContext, publish } = options;
  const { config, ensemble, urls } = setup;

  return (rules, series, { at, value }, emit) => {
    const { subject, statistical } = series;
    const { metric } = subject;
    const mute = origin.muteOf(subject, at);
    const findings: Finding[] = [];
    const { ended } = judgeSample(series, ensemble, { metric, value, at }, config.anomaly_threshold);
    if (ended !== undefined) series.lastEnd = Math.max(series.lastEnd, ended);
    const metricRules = rules.forMetric(metric);
    const expected = isRuled(metricRules)
      ? expectedValue(ensemble.explain(series.detectors, metric, value, at))
      : undefined;
    const sample = { at, value, expected };
    const ruled = stepRules(metricRules, series, sample, ruleContext, findings, emit);
    if (statistical.active && statistical.calm === 0) {
      const verdict = ensemble.explain(series.detectors, metric, value, at);
      findings.push(statisticalFinding(subject, value, at, statistical.since, verdict, urls));
    }
    endSilence(series, at);
    remember(series, at, value);
    publish(series, settle(series, findings, ruled || statistical.active, at, mute, value), emit);
    for (const anomaly of groups.step(metricRules, series, sample, emit)) {
      origin.publish(anomaly, subject.domain, emit);
    }
    // What happens under a mute is scored, but no part of what is usual.
    if (mute !== undefined) return;
    entities.observe(series, at, value, emit);
    learnSample(series, ensemble, { metric, value, at });
  };
}

function isRuled({ ofSeries, groups }: MetricRules): boolean {
  return ofSeries.length > 0 || groups.length > 0;
}
