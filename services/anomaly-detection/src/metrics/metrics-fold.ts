import type { Labels, topics } from '@aiops/contracts';
import type { Emit, KeyedState, Message } from '@aiops/runtime';
import { createSeriesDeviations } from '../deviations/series-deviations.ts';
import { createEntityFold } from '../entity/entity-fold.ts';
import type { OpenAnomaly } from '../lifecycle.ts';
import type { Origin } from '../origin.ts';
import { createRuleGroups } from '../rules/rule-groups.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef, Subject } from '../subject.ts';
import { isLeftOut } from './left-out-sample.ts';
import { createSampleFold } from './sample-fold.ts';
import { isCounter } from './sample-measure.ts';
import { readSamples, type Samples } from './samples.ts';
import { emptySeries, ratesOf, SERIES_PREFIX, type SeriesState, samplesOf } from './series.ts';
import { createSeriesKeys } from './series-keys.ts';
import { createWatchedSeries } from './watched-series.ts';

/** The fold over `aiops.metrics`: samples of one partition in, anomalies and events out. */
export interface MetricsFold {
  onMessage(message: Message<typeof topics.metrics>, entity: EntityRef, emit: Emit): void;
}

/** Samples are taken in the order in which they arrive; {@link isLeftOut} says which of them are not folded. */
export function createMetricsFold(
  setup: Setup,
  state: KeyedState,
  origin: Origin,
  partitions: number,
): MetricsFold {
  const { config, counters, urls } = setup;
  const ruleContext = {
    maxGap: config.staleness.horizon,
    urls,
    muteOf: origin.muteOf,
    tellHeld: setup.tellHeld,
  };
  const groups = createRuleGroups(state, ruleContext);
  const keyOf = createSeriesKeys(SERIES_PREFIX);
  const entities = createEntityFold(setup, state, origin);

  const publish = (series: SeriesState, anomaly: OpenAnomaly | undefined, emit: Emit) => {
    if (anomaly === undefined) return;
    const isOfRates = anomaly.anomaly_type === 'statistical' && isCounter(series);
    const samples = isOfRates ? ratesOf(series) : samplesOf(series);
    origin.publish({ ...anomaly, samples }, series.subject.domain, emit);
  };

  const deviations = createSeriesDeviations(state, origin);
  const foldSample = createSampleFold({
    setup,
    origin,
    groups,
    entities,
    deviations,
    ruleContext,
    publish,
  });
  const parts = { setup, state, origin, partitions, groups, entities, publish };
  const watched = createWatchedSeries({ ...parts, prefix: SERIES_PREFIX });

  const foldSamples = (
    series: SeriesState,
    key: string,
    samples: Samples,
    recordedAt: number,
    emit: Emit,
  ) => {
    const { domain } = series.subject;
    // One message is never judged by two sets of rules.
    const rules = setup.rules();
    let from = Number.NaN;
    let newest = Number.NEGATIVE_INFINITY;
    for (const [at, value] of samples) {
      if (isLeftOut(series, at, value, recordedAt, counters, emit)) continue;
      const before = origin.advance(domain, at);
      if (Number.isNaN(from)) from = before;
      newest = Math.max(before, at);
      foldSample(rules, series, { at, value }, emit);
    }
    if (newest > Number.NEGATIVE_INFINITY) watched.advance(key, series, from, newest, emit);
    else watched.await(key, series, recordedAt);
    state.put(key, series);
  };

  return {
    onMessage(message, entity, emit) {
      const { value: body, recordedAt } = message;
      const { metric_name: metric, labels = {} } = body;
      const samples = readSamples(body);
      const key = keyOf(entity.id, metric, labels);
      let series = state.get<SeriesState>(key);
      if (series === undefined) {
        const subject = subjectOf(key, entity, metric, labels, setup);
        if (!watched.admit(subject, samples, recordedAt, emit)) return;
        series = emptySeries(subject);
        // Before the samples: one of them may move the watermark past the due time of this very series.
        state.put(key, series);
      }
      foldSamples(series, key, samples, recordedAt, emit);
    },
  };
}

function subjectOf(
  key: string,
  entity: EntityRef,
  metric: string,
  labels: Labels,
  { domainOf }: Setup,
): Subject {
  return { series: key.slice(SERIES_PREFIX.length), entity, domain: domainOf(entity.id), metric, labels };
}
