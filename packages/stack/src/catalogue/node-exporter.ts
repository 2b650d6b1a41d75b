import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { nodeExporterMetrics } from './metrics/node-exporter.ts';

/** node_exporter. It reads the host through whatever mounts its `--path.*` flags name. */
export const nodeExporter: ImageFamily = {
  name: 'node_exporter',
  images: ['prom/node-exporter', 'prometheus/node-exporter'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'web.listen-address')?.text, 9100))],
  configs: [],
  paths: ['/proc', '/sys'],
  endpoints: [metricsPage(joinMetrics(nodeExporterMetrics, goClientMetrics))],
};
