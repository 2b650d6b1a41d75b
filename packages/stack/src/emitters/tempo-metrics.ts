import { type MetricList, metricList } from '../catalogue/metric-list.ts';
import { configOf, type Stack, servicesOf } from '../model/stack.ts';

const serviceGraph = metricList(`
client server connection_type: traces_service_graph_request_total traces_service_graph_request_failed_total
  traces_service_graph_request_server_seconds~h traces_service_graph_request_client_seconds~h
client server connection_type: traces_service_graph_unpaired_spans_total traces_service_graph_dropped_spans_total
`);
const spanMetrics = metricList(`
service span_name span_kind status_code status_message: traces_spanmetrics_calls_total traces_spanmetrics_latency~h traces_spanmetrics_size_total
service job instance: traces_target_info
`);

/** The metrics that Tempo's generator writes: those of the processors that are switched on, if it has somewhere to write to. */
export function tempoMetrics(stack: Stack): MetricList {
  return new Map(
    servicesOf(stack, 'Tempo').flatMap((service) => {
      const root = configOf(stack, service);
      const generator = root?.at('metrics_generator');
      if (generator?.at('storage', 'remote_write') === undefined) return [];
      const overrides = root?.at('overrides', 'defaults', 'metrics_generator', 'processors');
      const switched = (overrides ?? root?.at('overrides', 'metrics_generator_processors'))?.items ?? [];
      const names = switched.map(({ text }) => text);
      const external = (generator.at('registry', 'external_labels')?.entries ?? []).map(([label]) => label);
      const graphs = generator.at('processor', 'service_graphs', 'dimensions')?.items ?? [];
      const spans = generator.at('processor', 'span_metrics', 'dimensions')?.items ?? [];
      const dimensions = [...graphs, ...spans].flatMap(({ text = '' }) => {
        const label = text.replaceAll(/\W/g, '_');
        return [label, `client_${label}`, `server_${label}`];
      });
      const emitted = [
        ...(names.includes('service-graphs') ? serviceGraph : []),
        ...(names.includes('span-metrics') ? spanMetrics : []),
      ];
      return emitted.map(([name, labels]) => [name, [...labels, ...external, ...dimensions]] as const);
    }),
  );
}
