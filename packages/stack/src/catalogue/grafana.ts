import { type ImageFamily, metricsPage, ports } from './image-family.ts';
import { joinMetrics, metricList } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';

/** From Grafana's documentation: no Grafana could be run to read the page. */
const own = metricList(`
: grafana_page_response_status_total grafana_api_response_status_total grafana_stat_totals_dashboard grafana_stat_total_users
  grafana_alerting_active_alerts
handler method status_code: grafana_http_request_duration_seconds~h
branch edition goversion revision version: grafana_build_info
`);

/** Grafana. Provisioning is read from `GF_PATHS_PROVISIONING`, /etc/grafana/provisioning unless set. */
export const grafana: ImageFamily = {
  name: 'Grafana',
  images: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
  listens: ports(3000),
  configs: [{ flag: 'config', path: '/etc/grafana/grafana.ini', optional: true }],
  paths: ['/etc/grafana', '/var/lib/grafana', '/var/log/grafana'],
  endpoints: [metricsPage(joinMetrics(own, goClientMetrics))],
};
