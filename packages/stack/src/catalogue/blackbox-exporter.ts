import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { blackboxExporterMetrics } from './metrics/blackbox-exporter.ts';
import { blackboxProbeMetrics } from './metrics/blackbox-probe.ts';
import { goClientMetrics } from './metrics/go-client.ts';

/** blackbox_exporter: `/probe?target=&module=` tries a target. */
export const blackboxExporter: ImageFamily = {
  name: 'blackbox_exporter',
  images: ['prom/blackbox-exporter', 'prometheus/blackbox-exporter'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'web.listen-address')?.text, 9115))],
  configs: [{ flag: 'config.file', path: '/etc/blackbox_exporter/config.yml', optional: true }],
  paths: ['/etc/blackbox_exporter'],
  endpoints: [
    metricsPage(joinMetrics(blackboxExporterMetrics, goClientMetrics)),
    { path: '/probe', parameters: ['target'], metrics: blackboxProbeMetrics, modules: ['modules'] },
  ],
};
