import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { vmagentMetrics } from './metrics/vmagent.ts';

/** vmagent: scrapes and writes on. */
export const vmagent: ImageFamily = {
  name: 'vmagent',
  images: ['victoriametrics/vmagent'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'httpListenAddr')?.text, 8429))],
  configs: [{ flag: 'promscrape.config', path: '' }],
  paths: ['/vmagent-remotewrite-data', '/vmagentdata'],
  endpoints: [metricsPage(joinMetrics(vmagentMetrics, goClientMetrics))],
};
