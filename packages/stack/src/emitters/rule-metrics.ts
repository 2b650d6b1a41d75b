import { type MetricList, metricList } from '../catalogue/metric-list.ts';
import { flagValue } from '../model/compose-service.ts';
import { type Rule, rulesOf } from '../model/rules.ts';
import type { Stack } from '../model/stack.ts';
import { readPromql } from '../query/promql.ts';
import type { MetricIndex } from './metric-index.ts';

const series = metricList('alertname alertgroup alertstate: ALERTS\nalertname alertgroup: ALERTS_FOR_STATE');

/** The series that vmalert writes about alerts, when it has somewhere to write to. */
export function alertSeries(stack: Stack): MetricList {
  const alerts = rulesOf(stack).filter(({ kind, from }) => kind === 'alert' && writesBack(from));
  if (alerts.length === 0) return new Map();
  const labels = alerts.flatMap((rule) => [...rule.labels.keys(), 'job', 'instance']);
  return new Map([...series].map(([name, own]) => [name, [...own, ...labels]]));
}

/** The metrics that recording rules write, with the labels that their queries leave. */
export function recordedMetrics(stack: Stack, index: MetricIndex): [string, string[] | undefined][] {
  return rulesOf(stack)
    .filter(({ kind, from }) => kind === 'record' && writesBack(from))
    .map((rule) => [rule.name, labelsOfRule(rule, index)]);
}

/** The labels that the result of a rule can carry; undefined when that cannot be told. */
export function labelsOfRule(rule: Rule, index: MetricIndex): string[] | undefined {
  const { selectors, keeps, made } = readPromql(rule.expr.text ?? '');
  const own = [...rule.labels.keys(), ...made];
  if (keeps !== undefined) return [...keeps, ...own];
  const read = selectors.map(({ metric }) => (metric === undefined ? undefined : index.get(metric)));
  if (read.some((labels) => labels === undefined)) return undefined;
  return [...new Set([...read.flatMap((labels) => [...(labels ?? [])]), ...own])];
}

function writesBack(from: Rule['from']): boolean {
  return flagValue(from, 'remoteWrite.url') !== undefined;
}
