import { flagValue } from '../model/compose-service.ts';
import type { YamlNode } from '../model/yaml-node.ts';
import { type ImageFamily, type Listener, metricsPage, tcp } from './image-family.ts';
import { otelCollectorMetrics } from './metrics/otel-collector.ts';
import { otlpListeners } from './tempo.ts';

/** Path that the collector's images read their settings from. */
const CONFIG = '/etc/otelcol-contrib/config.yaml';

/** Its own metrics name the part of the program that they come from. */
const scoped = new Map(
  [...otelCollectorMetrics].map(([name, labels]) => [
    name,
    [...labels, 'otel_scope_name', 'otel_scope_version', 'otel_scope_schema_url'],
  ]),
);

/** OpenTelemetry Collector: it listens on what its receivers and extensions say. */
export const otelCollector: ImageFamily = {
  name: 'OpenTelemetry Collector',
  images: ['otel/opentelemetry-collector-contrib', 'otel/opentelemetry-collector'],
  listens: ({ service, config }) => {
    const root = config(flagValue(service, 'config')?.text ?? CONFIG);
    return root === undefined ? [tcp(4317), tcp(4318), tcp(13133)] : listenersOf(root);
  },
  configs: [{ flag: 'config', path: CONFIG }],
  paths: ['/etc/otelcol-contrib', '/etc/otelcol', '/var/lib/otelcol'],
  endpoints: [metricsPage(scoped)],
};

function listenersOf(root: YamlNode): Listener[] {
  const receivers = (root.at('receivers')?.entries ?? []).flatMap(([name, settings]) =>
    /^otlp(?:\/|$)/.test(name) ? otlpListeners(settings.at('protocols')) : endpointOf(settings),
  );
  const extensions = (root.at('extensions')?.entries ?? []).flatMap(([name, settings]) => {
    const own = endpointOf(settings);
    return own.length === 0 && name.startsWith('health_check') ? [tcp(13133)] : own;
  });
  return [...receivers, ...extensions, ...telemetryListeners(root.at('service', 'telemetry', 'metrics'))];
}

function endpointOf(settings: YamlNode): Listener[] {
  const port = /:(\d+)$/.exec(settings.at('endpoint')?.text ?? '')?.[1];
  return port === undefined ? [] : [tcp(Number(port))];
}

/** The collector's own metrics: port 8888 unless they are switched off or read elsewhere. */
function telemetryListeners(metrics: YamlNode | undefined): Listener[] {
  if (metrics?.at('level')?.text === 'none') return [];
  const readers = metrics?.at('readers')?.items ?? [];
  const pulled = readers.flatMap((reader) => reader.at('pull', 'exporter', 'prometheus', 'port')?.text ?? []);
  return readers.length === 0 ? [tcp(8888)] : pulled.map((port) => tcp(Number(port)));
}
