import { flinkJobs } from '../fleet/flink-jobs.ts';
import { services } from '../fleet/services.ts';
import { alertmanager } from './alertmanager.ts';
import { blackboxExporter } from './blackbox-exporter.ts';
import type { Installable, ServerDefinition } from './definition.ts';
import { dockerCompose } from './docker-compose.ts';
import { flinkJobmanager, flinkSqlGateway, flinkTaskmanager } from './flink-definition.ts';
import { alertmanagerGateway } from './haproxy.ts';
import { kafka } from './kafka-definition.ts';
import { loki } from './loki.ts';
import { neo4j } from './neo4j-definition.ts';
import { nodeExporter } from './node-exporter.ts';
import { otelCollector } from './otel-collector.ts';
import { promtail } from './promtail.ts';
import { redfishEmulator } from './redfish-emulator.ts';
import { redfishExporter } from './redfish-exporter.ts';
import { redis } from './redis-definition.ts';
import { snmpExporter } from './snmp-exporter.ts';
import { snmpd } from './snmpd.ts';
import { syslogNg } from './syslog-ng.ts';
import { tempo } from './tempo.ts';
import { victoriametrics } from './victoriametrics.ts';
import { vmagent } from './vmagent.ts';
import { vmalert } from './vmalert.ts';
import { kafkaZookeeper, zookeeper } from './zookeeper-definition.ts';

/** Every server that `aiops testbed` knows, and our own services; their order counts only where their needs leave it open. */
export const servers: readonly ServerDefinition[] = [
  redis,
  kafka,
  neo4j,
  loki,
  promtail,
  victoriametrics,
  alertmanager,
  alertmanagerGateway,
  vmalert,
  nodeExporter,
  blackboxExporter,
  snmpd,
  snmpExporter,
  redfishEmulator,
  redfishExporter,
  vmagent,
  syslogNg,
  tempo,
  otelCollector,
  zookeeper,
  kafkaZookeeper,
  flinkJobmanager,
  flinkTaskmanager,
  flinkSqlGateway,
  ...services,
  flinkJobs,
];

/** Programs that tests and checks run, and that are no servers. */
export const programs: readonly Installable[] = [dockerCompose];
