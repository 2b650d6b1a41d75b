import type { RuleConfig } from '@aiops/config';
import { seriesKey, topics } from '@aiops/contracts';
import type { Emit, KeyedState, Message } from '@aiops/runtime';
import type { Finding, OpenAnomaly } from '../lifecycle.ts';
import type { Origin } from '../origin.ts';
import type { Setup } from '../setup.ts';
import type { EntityRef, Subject } from '../subject.ts';
import { calibrated, learnTail } from './calibration.ts';
import { isLeftOut } from './left-out-sample.ts';
import { ruleFinding, rulePending, stepRule } from './rules.ts';
import { readSamples, type Samples } from './samples.ts';
import { emptySeries, remember, type SeriesState, samplesOf } from './series.ts';
import { settle } from './series-anomaly.ts';
import { statisticalFinding, stepStatistical } from './statistical.ts';
import { createWatchedSeries } from './watched-series.ts';

const PREFIX = 'metrics/';
const NO_RULES: readonly RuleConfig[] = [];

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
  const publish = (series: SeriesState, anomaly: OpenAnomaly | undefined, emit: Emit) => {
    if (anomaly === undefined) return;
    origin.publish({ ...anomaly, samples: samplesOf(series) }, series.subject.domain, emit);
  };

  const foldSample = (series: SeriesState, at: number, value: number, emit: Emit) => {
    const { subject, statistical } = series;
    const findings: Finding[] = [];
    const ruled = stepRules(setup, series, { at, value }, findings, emit);
    const verdict = setup.ensemble.score(series.detectors, subject.metric, value, at);
    const raw = verdict.score;
    verdict.score = calibrated(series.tail, raw);
    const ended = stepStatistical(statistical, verdict.score, at, config.anomaly_threshold);
    if (ended !== undefined) series.lastEnd = Math.max(series.lastEnd, ended);
    learnTail(series.tail, raw, statistical.active || statistical.hot > 0);
    if (statistical.active && statistical.calm === 0) {
      findings.push(statisticalFinding(subject, value, at, statistical.since, verdict, urls));
    }
    if (series.silent) series.lastEnd = Math.max(series.lastEnd, at);
    series.silent = false;
    series.late = false;
    series.future = false;
    remember(series, at, value);
    publish(series, settle(series, findings, ruled || statistical.active, at, value), emit);
    setup.ensemble.learn(series.detectors, subject.metric, value, at);
  };

  const watched = createWatchedSeries({ setup, state, origin, prefix: PREFIX, partitions, publish });

  const foldSamples = (
    series: SeriesState,
    key: string,
    samples: Samples,
    recordedAt: number,
    emit: Emit,
  ) => {
    const { domain } = series.subject;
    // Before the samples: one of them may move the watermark past the due time of this very series.
    state.put(key, series);
    let from = Number.NaN;
    let newest = Number.NEGATIVE_INFINITY;
    for (const [at, value] of samples) {
      if (isLeftOut(series, at, value, recordedAt, counters, emit)) continue;
      const before = origin.advance(domain, at);
      if (Number.isNaN(from)) from = before;
      newest = Math.max(before, at);
      foldSample(series, at, value, emit);
    }
    if (newest > Number.NEGATIVE_INFINITY) watched.advance(key, series, from, newest, emit);
    else watched.await(key, series, recordedAt);
    state.put(key, series);
  };

  return {
    onMessage(message, entity, emit) {
      const { value: body, recordedAt } = message;
      const samples = readSamples(body);
      const labels = body.labels ?? {};
      const id = seriesKey(entity.id, body.metric_name, labels);
      const key = PREFIX + id;
      const known = state.get<SeriesState>(key);
      if (known !== undefined) return foldSamples(known, key, samples, recordedAt, emit);
      const domain = setup.domainOf(entity.id);
      const subject: Subject = { series: id, entity, domain, metric: body.metric_name, labels };
      if (watched.admit(subject, samples, recordedAt, emit)) {
        foldSamples(emptySeries(subject), key, samples, recordedAt, emit);
      }
    },
  };
}

/** Steps all rules of a series, collects what fires and says what is pending. Returns true while a rule fires. */
function stepRules(
  setup: Setup,
  series: SeriesState,
  sample: { readonly at: number; readonly value: number },
  findings: Finding[],
  emit: Emit,
): boolean {
  const { subject } = series;
  const { at, value } = sample;
  const gap = { previous: series.ats.at(-1), max: setup.config.staleness.horizon };
  let firing = false;
  for (const rule of setup.rules.get(subject.metric) ?? NO_RULES) {
    const step = stepRule(rule, series.rules, value, at, gap);
    if (step === 'ended') series.lastEnd = Math.max(series.lastEnd, at);
    if (step === 'pending') {
      const event = rulePending(rule, subject, value, at);
      emit({ topic: topics.events, key: subject.entity.id, value: event, id: event.event_id });
    }
    const span = series.rules[rule.name];
    if (step !== 'firing' || span === undefined) continue;
    firing = true;
    findings.push(ruleFinding(rule, span, subject, value, at, setup.urls));
  }
  return firing;
}
