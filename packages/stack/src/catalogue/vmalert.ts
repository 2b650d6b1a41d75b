import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { vmalertMetrics } from './metrics/vmalert.ts';

/** vmalert: evaluates rules. */
export const vmalert: ImageFamily = {
  name: 'vmalert',
  images: ['victoriametrics/vmalert'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'httpListenAddr')?.text, 8880))],
  configs: [{ flag: 'rule', path: '' }],
  paths: [],
  endpoints: [metricsPage(joinMetrics(vmalertMetrics, goClientMetrics))],
};
