import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { lokiMetrics } from './metrics/loki.ts';

const CONFIG = '/etc/loki/local-config.yaml';

/** Loki. */
export const loki: ImageFamily = {
  name: 'Loki',
  images: ['grafana/loki'],
  listens: ({ service, config }) => {
    const server = config(flagValue(service, 'config.file')?.text ?? CONFIG)?.at('server');
    return [
      tcp(Number(server?.at('http_listen_port')?.text ?? 3100)),
      tcp(Number(server?.at('grpc_listen_port')?.text ?? 9095)),
    ];
  },
  configs: [{ flag: 'config.file', path: CONFIG, optional: true }],
  paths: ['/etc/loki', '/loki'],
  endpoints: [metricsPage(joinMetrics(lokiMetrics, goClientMetrics))],
};
