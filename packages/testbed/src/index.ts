export { checkByGrafanasModels } from './grafana/grafana-contract.ts';
export { type GrafanaStandIn, startGrafanaStandIn } from './grafana/grafana-stand-in.ts';
export { debianCommand, installDebian } from './install/debian.ts';
export { type Progress, progressOnStderr } from './install/progress.ts';
export { type ObservedBus, observeBus } from './observed-bus.ts';
export { type AnswerProxy, answerProxy } from './ports/answer-proxy.ts';
export { type KafkaAdmin, kafkaAdmin } from './ports/kafka-admin.ts';
export {
  type AlertmanagerOptions,
  type AlertmanagerServer,
  checkAlertmanagerConfiguration,
  type ListedAlert,
  startAlertmanager,
} from './servers/alertmanager.ts';
export { checkBlackboxConfiguration } from './servers/blackbox-exporter.ts';
export { type Certificates, type KeyPair, makeCertificates } from './servers/certificates.ts';
export type { Installable, Launch, Place, ServerDefinition } from './servers/definition.ts';
export { composeCommand } from './servers/docker-compose.ts';
export { type FlinkOptions, type FlinkServer, startFlink } from './servers/flink.ts';
export { checkHaproxyConfiguration, type HaproxyOptions, startHaproxy } from './servers/haproxy.ts';
export { type KafkaServer, type KafkaServerOptions, startKafka } from './servers/kafka.ts';
export type { KafkaSecurity, SecuredListener } from './servers/kafka-properties.ts';
export { type Addresses, localise, relocate } from './servers/localise.ts';
export { startLoki } from './servers/loki.ts';
export { type Neo4jOptions, type Neo4jServer, startNeo4j } from './servers/neo4j.ts';
export {
  type CollectorOptions,
  startOtelCollector,
  validateCollectorConfiguration,
} from './servers/otel-collector.ts';
export {
  freePort,
  isPortOpen,
  type ProcessOptions,
  type RunningProcess,
  startProcess,
  waitForPort,
} from './servers/process.ts';
export { checkPromtailConfiguration, type PromtailOptions, startPromtail } from './servers/promtail.ts';
export { emulatedSystem, startRedfishEmulator } from './servers/redfish-emulator.ts';
export { type RedisOptions, type RedisServer, startRedis } from './servers/redis.ts';
export { programs, servers } from './servers/registry.ts';
export { olderSnmpConfiguration } from './servers/snmp-configuration.ts';
export { type RunningServer, type StartServerOptions, startServer } from './servers/start-server.ts';
export { checkSyslogConfiguration } from './servers/syslog-ng.ts';
export { startTempo } from './servers/tempo.ts';
export {
  type ImportedSeries,
  startVictoriaMetrics,
  type VictoriaMetricsServer,
} from './servers/victoriametrics.ts';
export { checkScrapeJobs, startVmagent, type VmagentOptions } from './servers/vmagent.ts';
export { checkRules, startVmalert, type VmalertOptions } from './servers/vmalert.ts';
export { startZookeeper, type ZooKeeperOptions, type ZooKeeperServer } from './servers/zookeeper.ts';
export { type BringUpOptions, bringUp, type StartedRow } from './stack/bring-up.ts';
export { bringDown, type ServerRow, type ServerStatus, type Stack, statusOf } from './stack/stack.ts';
export type { PortChoice } from './stack/stack-ports.ts';
export { startOrder, UnknownServer } from './stack/start-order.ts';
export { startTempoStandIn, type TempoStandIn, type TempoStandInOptions } from './tempo/tempo-stand-in.ts';
export { type PipeOptions, type TestDriver, testDriver } from './test-driver.ts';
