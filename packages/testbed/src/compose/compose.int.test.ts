import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { repositoryFile } from '../servers/repository.ts';
import {
  acceptedByVersion1,
  type ComposeConfig,
  type ComposeFile,
  type ComposeService,
  composeConfig,
  composeFiles,
} from './compose-config.ts';

const [base, traces, aiops] = composeFiles;
const combinations: readonly (readonly ComposeFile[])[] = [
  [base],
  [traces],
  [aiops],
  [base, traces],
  [base, aiops],
  [traces, aiops],
  [base, traces, aiops],
];
const BUILD_TIME = 90 * 60_000;

/** What the project promises to start, by file. */
const promised: Readonly<Record<ComposeFile, readonly string[]>> = {
  [base]: [
    ...[
      'victoriametrics',
      'vmagent',
      'vmalert',
      'alertmanager',
      'alertmanager-gateway',
      'grafana',
      'loki',
      'promtail',
      'syslog-ng',
    ],
    ...['node-exporter', 'snmp-exporter', 'blackbox-exporter', 'redfish-exporter'],
  ],
  [traces]: ['tempo', 'otel-collector', 'hello-app'],
  [aiops]: [
    ...['kafka', 'kafka-topics', 'redis', 'neo4j', 'graph-builder', 'graph-watch'],
    ...['flink-jobmanager', 'flink-taskmanager', 'flink-sql-gateway', 'flink-jobs', 'flink-watch'],
    ...['data-ingestion', 'anomaly-detection', 'root-cause-analysis', 'insights-action'],
  ],
};
const oneShots = ['kafka-topics', 'graph-builder', 'flink-jobs', 'aiops'];
const fleet = ['data-ingestion', 'anomaly-detection', 'root-cause-analysis', 'insights-action'];
/** Images that hold nothing but their program, which cannot ask itself: docs/images.md. */
const withoutProbe = ['tempo', 'otel-collector'];

describe('the compose files', () => {
  let all: ComposeConfig;
  let everything: ComposeConfig;
  beforeAll(async () => {
    all = await composeConfig(composeFiles);
    everything = await composeConfig(composeFiles, { profiles: ['zookeeper', 'tools'] });
  }, BUILD_TIME);
  const services = () => Object.entries(everything.services);
  const service = (name: string): ComposeService => {
    const found = everything.services[name];
    if (found === undefined) throw new Error(`no service ${name}`);
    return found;
  };
  const published = (config: ComposeConfig) =>
    Object.values(config.services).flatMap(({ ports = [] }) =>
      ports.map((port) => `${port.published}/${port.protocol}`),
    );

  test.each(combinations.map((files) => [files.join(' + '), files] as const))(
    'are accepted as %s, with all that each of them promises',
    async (_, files) => {
      const config = await composeConfig(files);
      expect(Object.keys(config.services).sort()).toEqual(files.flatMap((file) => promised[file]).sort());
    },
  );

  test(
    'are accepted by Compose 1 in every combination',
    async () => {
      for (const files of combinations) await acceptedByVersion1(files);
    },
    10 * 60_000,
  );

  test('add ZooKeeper and the tools by their profiles, and only so', () => {
    expect(Object.keys(all.services)).not.toContain('zookeeper');
    expect(Object.keys(everything.services)).toEqual(expect.arrayContaining(['zookeeper', 'aiops']));
    expect(published(everything)).toContain('2181/tcp');
  });

  test('share one network', () => {
    for (const [name, { networks }] of services())
      expect(Object.keys(networks ?? {}), name).toEqual(['aiops']);
    expect(everything.networks.aiops?.name).toBe('aiops');
  });

  test('pin every image, and none to a tag that moves', () => {
    for (const [name, { image = '' }] of services()) expect(image, name).toMatch(/:(?!latest$)[\w.-]*\w$/);
  });

  test('publish no port of the host twice, and none to the network unless asked', () => {
    const ports = published(everything);
    expect(ports).toEqual([...new Set(ports)]);
    for (const [name, { ports = [] }] of services())
      for (const { host_ip } of ports) expect(host_ip, name).toBe('127.0.0.1');
  });

  test.each([
    ['grafana', 3000],
    ['victoriametrics', 8428],
    ['loki', 3100],
    ['alertmanager', 9093],
    ['redfish-exporter', 9096],
    ['tempo', 3200],
    ['otel-collector', 4317],
    ['otel-collector', 4318],
    ['hello-app', 5001],
    ['neo4j', 7474],
    ['neo4j', 7687],
    ['kafka', 9092],
    ['redis', 6379],
    ['flink-jobmanager', 8081],
    ['zookeeper', 2181],
  ])('%s is reached at localhost:%i', (name, port) => {
    expect(service(name).ports).toContainEqual(
      expect.objectContaining({ published: String(port), target: port }),
    );
  });

  test('mount only what is there', () => {
    for (const [name, { volumes = [] }] of services())
      for (const { type, source } of volumes)
        if (type === 'bind') expect(existsSync(source), `${name}: ${source}`).toBe(true);
        else expect(Object.keys(everything.volumes ?? {}), name).toContain(source);
  });

  test('keep every service in bounds: memory, log files, restarts, privileges', () => {
    for (const [name, { restart, mem_limit, logging, security_opt }] of services()) {
      expect(restart, name).toBe(oneShots.includes(name) ? 'no' : 'unless-stopped');
      expect(Number(mem_limit), name).toBeGreaterThanOrEqual(128 * 1024 ** 2);
      expect(logging?.options, name).toEqual({ 'max-size': '10m', 'max-file': '3' });
      expect(security_opt, name).toContain('no-new-privileges:true');
    }
  });

  test('ask every service that goes on running how it is, where its image can', () => {
    for (const [name, { healthcheck }] of services()) {
      const asked = healthcheck?.disable !== true && (healthcheck?.test?.length ?? 0) > 1;
      expect(asked, name).toBe(!oneShots.includes(name) && !withoutProbe.includes(name));
    }
  });

  test('wait for what they depend on until it is healthy, or done', () => {
    const dependencies = services().flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([other, { condition }]) => ({ name, other, condition })),
    );
    const expected = (other: string) => {
      if (withoutProbe.includes(other)) return 'service_started';
      return oneShots.includes(other) ? 'service_completed_successfully' : 'service_healthy';
    };
    expect(dependencies).toEqual(
      dependencies.map(({ name, other }) => ({ name, other, condition: expected(other) })),
    );
    for (const name of fleet) expect(Object.keys(service(name).depends_on ?? {})).toContain('kafka-topics');
  });

  test('give our own containers no more than they need', () => {
    const ours = services().filter(([, { image }]) => image?.startsWith('aiops/'));
    const own = [...fleet, ...oneShots, 'flink-watch', 'graph-watch', 'hello-app'];
    expect(ours.map(([name]) => name).sort()).toEqual(own.sort());
    for (const [name, settings] of ours) {
      expect(settings, name).toMatchObject({
        user: 'node',
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
      });
      const ofCommand = ['kafka-topics', 'flink-jobs', 'flink-watch', 'aiops'];
      const part = ofCommand.includes(name) ? 'fleet' : name.replace('graph-watch', 'graph-builder');
      expect(settings.image, name).toBe(`aiops/${part}:local`);
      expect(settings.build?.args?.SERVICE, name).toBe(part);
    }
  });

  test('reach a broker both from containers and from this machine', () => {
    expect(service('kafka').environment?.KAFKA_ADVERTISED_LISTENERS).toBe(
      'PLAINTEXT://kafka:29092,PLAINTEXT_HOST://localhost:9092',
    );
    for (const name of [...fleet, ...oneShots])
      expect(service(name).environment?.KAFKA_BOOTSTRAP_SERVERS, name).toBe('kafka:29092');
    expect(service('kafka').ports?.map(({ target }) => target)).toEqual([9092]);
  });

  test.each([
    ['KAFKA_BOOTSTRAP_SERVERS', 'broker:9092'],
    ['KAFKA_NUM_PARTITIONS', '7'],
    ['KAFKA_REPLICATION_FACTOR', '2'],
    ['REDIS_HOST', 'cache'],
    ['REDIS_PORT', '6380'],
    ['NEO4J_URI', 'bolt://graph:7687'],
    ['NEO4J_USER', 'reader'],
    ['NEO4J_PASSWORD', 'secret-enough'],
    ['DETECTION_WINDOW', '600'],
    ['ANOMALY_THRESHOLD', '3.0'],
    ['CORRELATION_WINDOW', '900'],
    ['MAX_GRAPH_DEPTH', '3'],
    ['INGESTION_INTERVAL', '60s'],
    ['VICTORIAMETRICS_URL', 'http://vm:8428'],
    ['LOKI_URL', 'http://logs:3100'],
    ['TEMPO_URL', 'http://spans:3200'],
    ['GRAFANA_URL', 'http://charts:3000'],
    ['ALERTMANAGER_URL', 'http://alerts:9093'],
    ['AIOPS_ENV', 'production'],
    ['STREAM_PROCESSING_ENGINE', 'embedded'],
    ['FLINK_REST_URL', 'http://jobs:8081'],
    ['FLINK_GATEWAY_URL', 'http://sql:8083'],
  ])('hand %s to the fleet', async (name, value) => {
    const config = await composeConfig([aiops], { profiles: ['tools'], env: { [name]: value } });
    for (const part of [...fleet, ...oneShots])
      expect(config.services[part]?.environment?.[name], part).toBe(value);
  });

  test('hand the passwords to the servers as well', async () => {
    const env = {
      NEO4J_PASSWORD: 'of-neo4j',
      REDIS_PASSWORD: 'of-redis',
      GRAFANA_ADMIN_PASSWORD: 'of-grafana',
    };
    const { services: named } = await composeConfig(composeFiles, { env });
    expect(named.neo4j?.environment?.NEO4J_AUTH).toBe('neo4j/of-neo4j');
    expect(named.redis?.environment).toMatchObject({ REDIS_PASSWORD: 'of-redis', REDISCLI_AUTH: 'of-redis' });
    expect(named.grafana?.environment?.GF_SECURITY_ADMIN_PASSWORD).toBe('of-grafana');
  });

  test('let Flink do the stream jobs, with one place for its state that every process of it and the submitter see', () => {
    for (const name of [...fleet, ...oneShots])
      expect(service(name).environment, name).toMatchObject({
        STREAM_PROCESSING_ENGINE: 'flink',
        FLINK_STATE_URL: 'file:///opt/flink/state',
      });
    const cluster = ['flink-jobmanager', 'flink-taskmanager', 'flink-sql-gateway'];
    for (const name of cluster) {
      expect(service(name).image, name).toBe('aiops-flink:2.2.1');
      expect(service(name).environment?.FLINK_PROPERTIES, name).toContain(
        'execution.checkpointing.dir: file:///opt/flink/state\n',
      );
    }
    for (const name of [...cluster, 'flink-jobs', 'flink-watch'])
      expect(service(name).volumes, name).toContainEqual(
        expect.objectContaining({ source: 'flink-state', target: '/opt/flink/state' }),
      );
  });

  test('send no span of the fleet to where it would come back from', () => {
    for (const name of fleet)
      expect(service(name).environment?.OTEL_EXPORTER_OTLP_ENDPOINT, name).not.toContain('otel-collector');
    expect(service('hello-app').environment?.OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://otel-collector:4318');
  });

  test('let promtail and syslog-ng write to the same folder of device logs', () => {
    const folder = repositoryFile('data/network-device-logs');
    for (const name of ['promtail', 'syslog-ng']) {
      const mount = service(name).volumes?.find(({ target }) => target === '/var/log/network-device-logs');
      expect(mount, name).toMatchObject({ source: folder });
      expect(mount, name).not.toHaveProperty('read_only', true);
    }
  });
});
