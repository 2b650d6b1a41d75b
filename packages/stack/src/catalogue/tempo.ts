import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, type Listener, metricsPage, tcp } from './image-family.ts';
import { joinMetrics, metricList } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';

/** From Tempo's documentation: no Tempo could be run to read the page. */
const own = metricList(`
tenant: tempo_distributor_spans_received_total tempo_distributor_bytes_received_total tempo_ingester_traces_created_total tempo_ingester_live_traces
reason tenant: tempo_discarded_spans_total
: tempo_ingester_blocks_flushed_total tempo_ingester_failed_flushes_total tempodb_blocklist_length
tenant: tempo_metrics_generator_spans_received_total tempo_metrics_generator_spans_discarded_total
branch goarch goos goversion revision tags version: tempo_build_info
method route status_code ws: tempo_request_duration_seconds~h
`);

/** Tempo: what it receives stands under `distributor.receivers`. */
export const tempo: ImageFamily = {
  name: 'Tempo',
  images: ['grafana/tempo'],
  listens: ({ service, config }) => {
    const root = config(flagValue(service, 'config.file')?.text ?? '/etc/tempo.yaml');
    const http = tcp(Number(root?.at('server', 'http_listen_port')?.text ?? 3200));
    const grpc = tcp(Number(root?.at('server', 'grpc_listen_port')?.text ?? 9095));
    // A file that is missing is told about as such.
    if (root === undefined) return [http, grpc, tcp(4317), tcp(4318)];
    return [http, grpc, ...otlpListeners(root.at('distributor', 'receivers', 'otlp', 'protocols'))];
  },
  configs: [{ flag: 'config.file', path: '/etc/tempo.yaml' }],
  paths: ['/var/tempo', '/etc/tempo.yaml', '/etc/tempo'],
  endpoints: [metricsPage(joinMetrics(own, goClientMetrics))],
};

/** The ports of an OTLP receiver: those that are switched on, 4317 and 4318 unless an endpoint says otherwise. */
export function otlpListeners(
  protocols: { entries: readonly (readonly [string, Endpoint])[] } | undefined,
): Listener[] {
  return (protocols?.entries ?? []).map(([name, settings]) => {
    const endpoint = settings.at('endpoint')?.text;
    return tcp(Number(endpoint?.split(':').at(-1) ?? (name === 'grpc' ? 4317 : 4318)));
  });
}

interface Endpoint {
  at(key: string): { text: string | undefined } | undefined;
}
