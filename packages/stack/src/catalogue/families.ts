import type { Image } from '../model/image.ts';
import { alertmanager } from './alertmanager.ts';
import { blackboxExporter } from './blackbox-exporter.ts';
import { flink } from './flink.ts';
import { grafana } from './grafana.ts';
import { haproxy } from './haproxy.ts';
import { helloApp } from './hello-app.ts';
import type { ImageFamily } from './image-family.ts';
import { kafka } from './kafka.ts';
import { loki } from './loki.ts';
import { neo4j } from './neo4j.ts';
import { nodeExporter } from './node-exporter.ts';
import { otelCollector } from './otel-collector.ts';
import { ourServices } from './our-services.ts';
import { promtail } from './promtail.ts';
import { redfishExporter, redfishExporterBefore } from './redfish-exporter.ts';
import { redis } from './redis.ts';
import { snmpExporter } from './snmp-exporter.ts';
import { syslogNg } from './syslog-ng.ts';
import { tempo } from './tempo.ts';
import { victoriaMetrics } from './victoriametrics.ts';
import { vmagent } from './vmagent.ts';
import { vmalert } from './vmalert.ts';
import { zookeeper } from './zookeeper.ts';

/** Everything that is known about images. */
export const families: readonly ImageFamily[] = [
  victoriaMetrics,
  vmagent,
  vmalert,
  alertmanager,
  haproxy,
  grafana,
  loki,
  promtail,
  syslogNg,
  nodeExporter,
  snmpExporter,
  blackboxExporter,
  redfishExporter,
  redfishExporterBefore,
  tempo,
  otelCollector,
  neo4j,
  kafka,
  zookeeper,
  redis,
  flink,
  helloApp,
  ...ourServices,
];

/** The family of an image, by its repository. */
export function familyOf({ repository }: Image): ImageFamily | undefined {
  return families.find(({ images }) => images.includes(repository));
}
