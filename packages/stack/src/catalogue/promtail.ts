import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, type Listener, metricsPage, tcp, udp } from './image-family.ts';
import { joinMetrics } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { promtailMetrics } from './metrics/promtail.ts';

const CONFIG = '/etc/promtail/config.yml';

/** promtail: its own port, and one for each job that listens for syslog. */
export const promtail: ImageFamily = {
  name: 'promtail',
  images: ['grafana/promtail'],
  listens: ({ service, config }) => {
    const root = config(flagValue(service, 'config.file')?.text ?? CONFIG);
    const syslog = (root?.at('scrape_configs')?.items ?? []).flatMap((job): Listener[] => {
      const address = job.at('syslog', 'listen_address')?.text;
      if (address === undefined) return [];
      const port = Number(address.split(':').at(-1));
      return [job.at('syslog', 'listen_protocol')?.text === 'udp' ? udp(port) : tcp(port)];
    });
    return [tcp(Number(root?.at('server', 'http_listen_port')?.text ?? 9080)), ...syslog];
  },
  configs: [{ flag: 'config.file', path: CONFIG, optional: true }],
  paths: ['/etc/promtail', '/var/log', '/tmp', '/run/promtail'],
  endpoints: [metricsPage(joinMetrics(promtailMetrics, goClientMetrics))],
};
