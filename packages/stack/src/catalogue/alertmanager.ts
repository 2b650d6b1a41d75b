import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { alertmanagerMetrics } from './metrics/alertmanager.ts';
import { goClientMetrics } from './metrics/go-client.ts';

/** Alertmanager. Its cluster port is open unless `--cluster.listen-address=` is empty. */
export const alertmanager: ImageFamily = {
  name: 'Alertmanager',
  images: ['prom/alertmanager', 'prometheus/alertmanager'],
  listens: ({ service }) => {
    const cluster = flagValue(service, 'cluster.listen-address')?.text;
    const web = tcp(portOfFlag(flagValue(service, 'web.listen-address')?.text, 9093));
    return cluster === '' ? [web] : [web, tcp(portOfFlag(cluster, 9094))];
  },
  configs: [{ flag: 'config.file', path: '/etc/alertmanager/alertmanager.yml' }],
  paths: ['/alertmanager', '/etc/alertmanager'],
  endpoints: [metricsPage(joinMetrics(alertmanagerMetrics, goClientMetrics))],
};
