import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { victoriaMetricsMetrics } from './metrics/victoriametrics.ts';

/** VictoriaMetrics, single node. */
export const victoriaMetrics: ImageFamily = {
  name: 'VictoriaMetrics',
  images: ['victoriametrics/victoria-metrics'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'httpListenAddr')?.text, 8428))],
  configs: [],
  paths: ['/victoria-metrics-data'],
  endpoints: [metricsPage(joinMetrics(victoriaMetricsMetrics, goClientMetrics))],
};
