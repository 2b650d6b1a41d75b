import type { MetricList } from '../catalogue/metric-list.ts';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';
import type { YamlNode } from '../model/yaml-node.ts';

/** Names of the connector: the newer one, and the alias that older files use. */
const CONNECTOR = /^span_?metrics(?:\/|$)/;
const OWN_LABELS = [
  'service_name',
  'span_name',
  'span_kind',
  'status_code',
  'job',
  'instance',
  'collector_instance_id',
];

/** The metrics of the collector's span_metrics connectors, if a pipeline takes them on. */
export function collectorMetrics(stack: Stack): MetricList {
  return new Map(
    servicesOf(stack, 'OpenTelemetry Collector').flatMap((service) => {
      const root = configOf(stack, service);
      const pipelines = root?.at('service', 'pipelines')?.entries ?? [];
      const read = pipelines.flatMap(
        ([, pipeline]) => pipeline.at('receivers')?.items.map(({ text }) => text) ?? [],
      );
      return (root?.at('connectors')?.entries ?? [])
        .filter(([name]) => CONNECTOR.test(name) && read.includes(name))
        .flatMap(([, settings]) => connectorMetrics(settings, externalLabels(root)));
    }),
  );
}

function connectorMetrics(settings: YamlNode, external: readonly string[]): [string, string[]][] {
  const prefix = (settings.at('namespace')?.text ?? 'traces.span.metrics').replaceAll(/\W/g, '_');
  const dimensions = (settings.at('dimensions')?.items ?? []).map((entry) =>
    (entry.at('name')?.text ?? '').replaceAll(/\W/g, '_'),
  );
  const excluded = (settings.at('exclude_dimensions')?.items ?? []).map(({ text }) =>
    text?.replaceAll('.', '_'),
  );
  const labels = [...OWN_LABELS, ...dimensions, ...external].filter((label) => !excluded.includes(label));
  const unit = settings.at('histogram', 'unit')?.text === 's' ? 'seconds' : 'milliseconds';
  const duration = `${prefix}_duration_${unit}`;
  return [
    [`${prefix}_calls_total`, labels],
    [`${duration}_bucket`, [...labels, 'le']],
    [`${duration}_sum`, labels],
    [`${duration}_count`, labels],
    ['target_info', labels],
  ];
}

function externalLabels(root: YamlNode | undefined): string[] {
  return (root?.at('exporters')?.entries ?? []).flatMap(([, settings]) =>
    (settings.at('external_labels')?.entries ?? []).map(([label]) => label),
  );
}
