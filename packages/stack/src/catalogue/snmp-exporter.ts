import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, metricsPage, portOfFlag, tcp } from './image-family.ts';
import { joinMetrics, metricList } from './metric-list.ts';
import { goClientMetrics } from './metrics/go-client.ts';
import { snmpExporterMetrics } from './metrics/snmp-exporter.ts';

/** What comes with every walk; the rest stands in the module of snmp.yml. */
const walk = metricList(`
: snmp_scrape_duration_seconds snmp_scrape_pdus_returned snmp_scrape_walk_duration_seconds
module: snmp_scrape_packets_sent snmp_scrape_packets_retried
`);

/** snmp_exporter: `/snmp?target=&module=` walks a device. Where snmp.yml keeps its modules depends on the version. */
export const snmpExporter: ImageFamily = {
  name: 'snmp_exporter',
  images: ['prom/snmp-exporter', 'prometheus/snmp-exporter'],
  listens: ({ service }) => [tcp(portOfFlag(flagValue(service, 'web.listen-address')?.text, 9116))],
  configs: [{ flag: 'config.file', path: '/etc/snmp_exporter/snmp.yml', optional: true }],
  paths: ['/etc/snmp_exporter'],
  endpoints: [
    metricsPage(joinMetrics(snmpExporterMetrics, goClientMetrics)),
    { path: '/snmp', parameters: ['target'], metrics: walk, modules: ['modules'] },
  ],
};
