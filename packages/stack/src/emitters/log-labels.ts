import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';

/** Set by Loki and promtail without being asked. */
const ALWAYS = ['service_name', 'detected_level', 'filename', 'job', 'stream', 'level'];

/** The labels that log lines arrive with, from every promtail job and its pipeline; undefined when nothing sends logs. */
export function logLabels(stack: Stack): ReadonlySet<string> | undefined {
  const jobs = servicesOf(stack, 'promtail').flatMap(
    (service) => configOf(stack, service)?.at('scrape_configs')?.items ?? [],
  );
  if (jobs.length === 0) return undefined;
  return new Set([...ALWAYS, ...jobs.flatMap(labelsOfJob)]);
}

function labelsOfJob(job: YamlNode): string[] {
  const names = (mapping: YamlNode | undefined) => (mapping?.entries ?? []).map(([label]) => label);
  return [
    ...(job.at('static_configs')?.items ?? []).flatMap((group) => names(group.at('labels'))),
    ...['syslog', 'journal', 'loki_push_api'].flatMap((kind) => names(job.at(kind, 'labels'))),
    ...(job.at('relabel_configs')?.items ?? []).flatMap((step) => step.at('target_label')?.text ?? []),
    ...labelsOfStages(job.at('pipeline_stages')),
  ].filter((label) => !label.startsWith('__'));
}

function labelsOfStages(stages: YamlNode | undefined): string[] {
  return (stages?.items ?? []).flatMap((stage) =>
    stage.entries.flatMap(([kind, settings]) => {
      if (kind === 'labels' || kind === 'static_labels' || kind === 'structured_metadata')
        return settings.entries.map(([label]) => label);
      return kind === 'match' ? labelsOfStages(settings.at('stages')) : [];
    }),
  );
}
