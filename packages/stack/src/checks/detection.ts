import { nearestName } from '@aiops/config';
import { bareMetrics, derivedMetrics, ingestedMetrics } from '../catalogue/detection-metrics.ts';
import { SETTINGS } from '../model/queries.ts';
import type { Stack } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type Problem, problemAt } from '../problem.ts';
import { didYouMean } from './check.ts';

/** Detector rules and runbook conditions on metrics that never come: no query makes them, nor do the host, spans or logs. */
export function checkDetection(stack: Stack): Problem[] {
  const settings = stack.files.yaml(SETTINGS);
  const samples = sampleMetrics(settings);
  const rules = settings?.at('anomaly_detection', 'rules')?.items ?? [];
  const ofRules = rules.flatMap((rule) =>
    told(rule.at('metric'), samples, `rule "${rule.at('name')?.text}" watches`, 'rule-metric'),
  );
  const known = [...samples, ...derivedMetrics];
  const mutes = settings?.at('anomaly_detection', 'mutes')?.items ?? [];
  return [
    ...ofRules,
    ...mutes.flatMap((mute) => ofMute(mute, known)),
    ...runbooks(stack).flatMap((runbook) => ofRunbook(runbook, known)),
  ];
}

/** A mute that fits no anomaly: of metrics that none carries, or of labels where none has any. */
function ofMute(mute: YamlNode, known: readonly string[]): Problem[] {
  const who = `mute "${mute.at('name')?.text}" is about`;
  const metrics = mute.at('metric')?.oneOrMore ?? [];
  const ofMetrics = metrics.filter(({ text = '' }) => !known.some((name) => fits(name, text)));
  const labels = mute.at('labels');
  const isBare = metrics.length > 0 && metrics.every(({ text }) => bareMetrics.includes(text ?? ''));
  const message = `${who} labels of anomalies that carry none: those of logs and traces are about an entity, so name it`;
  return [
    ...ofMetrics.flatMap((metric) => told(metric, known, who, 'mute-metric')),
    ...(labels !== undefined && isBare ? [problemAt(labels.place, 'mute-labels', message)] : []),
  ];
}

/** Names of the samples on `aiops.metrics`. */
function sampleMetrics(settings: YamlNode | undefined): string[] {
  const ingestion = settings?.at('data_ingestion');
  const queries = (ingestion?.at('metrics', 'queries')?.entries ?? []).map(([name]) => name);
  const parts = (['host', 'otlp'] as const).filter((part) => ingestion?.at(part, 'enabled')?.value !== false);
  return [...queries, ...parts.flatMap((part) => ingestedMetrics[part])];
}

function runbooks(stack: Stack): YamlNode[] {
  return stack.files
    .list('runbooks')
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => stack.files.yaml(path) ?? []);
}

function ofRunbook(runbook: YamlNode, known: readonly string[]): Problem[] {
  const name = `runbook "${runbook.at('name')?.text}" applies to`;
  return (runbook.at('conditions', 'metric_name')?.oneOrMore ?? []).flatMap((metric) =>
    told(metric, known, name, 'runbook-metric'),
  );
}

/** Whether a name is one that a pattern stands for: `*` is any text. */
function fits(name: string, pattern: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`).test(name);
}

function told(metric: YamlNode | undefined, known: readonly string[], who: string, rule: string): Problem[] {
  const name = metric?.text;
  if (metric === undefined || name === undefined || known.includes(name)) return [];
  const message = `${who} ${name}, which nothing publishes${didYouMean(nearestName(name, known)) || `: add a query of that name to data_ingestion.metrics.queries of ${SETTINGS}`}`;
  return [problemAt(metric.place, rule, message)];
}
