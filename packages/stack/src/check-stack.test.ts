import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { checkStack } from './check-stack.ts';

const sample = fileURLToPath(new URL('testing/project', import.meta.url));
const repository = fileURLToPath(new URL('../../..', import.meta.url));

const base = 'docker-compose.yaml';
const traces = 'docker-compose-traces.yml';
const aiops = 'docker-compose-aiops.yml';
const vmagent = 'config/vmagent/vmagent.yml';
const rules = 'config/vmalert/rules/hosts.yml';
const alerts = 'config/alertmanager/alertmanager.yml';
const collector = 'config/otel/otel-collector.yml';
const dashboard = 'config/grafana/dashboards/hosts.json';
const sources = 'config/grafana/provisioning/datasources/metrics.yml';
const tempoSource = 'config/grafana/provisioning/datasources/tempo.yml';
const settings = 'config/aiops.yml';
const runbook = 'runbooks/link_down.yml';
/** The line of the sample's mute. */
const works =
  '- { name: works, metric: [interface_*, link_down], labels: { device_name: core-1 }, every: { from: "01:00", until: "02:00", zone: UTC } }';

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** An edit of the sample: the text (its first occurrence, or that after `after`) and what stands there instead. */
interface Defect {
  readonly file: string;
  readonly after?: string;
  readonly text: string;
  readonly instead: string;
}

/** One test for each defect: exactly what is expected is found in the sample with it. */
function eachIsFound(cases: [what: string, defect: Defect, expected: string[]][]): void {
  test.each(cases)('%s', (_what, defect, expected) => {
    expect(found(defect).sort()).toEqual([...expected].sort());
  });
}

/** `rule file, text of the line` of everything that is found in the sample with these defects. */
function found(...defects: readonly Defect[]): string[] {
  return foundAfter((root) => {
    for (const { file, after = '', text, instead } of defects) {
      const whole = readFileSync(join(root, file), 'utf8');
      const at = whole.indexOf(text, whole.indexOf(after));
      if (at < 0 || !whole.includes(after)) throw new Error(`${file} does not hold ${text} after ${after}`);
      writeFileSync(join(root, file), whole.slice(0, at) + instead + whole.slice(at + text.length));
    }
  });
}

function foundAfter(change: (root: string) => void): string[] {
  const root = mkdtempSync(join(tmpdir(), 'aiops-stack-'));
  folder = root;
  cpSync(sample, root, { recursive: true });
  change(root);
  return checkStack(root).problems.map(({ rule, file, line }) => {
    const text = readFileSync(join(root, file), 'utf8').split('\n')[line - 1]?.trim();
    return `${rule} ${file} ${text}`;
  });
}

test('the sample has no problem', () => {
  expect(found()).toEqual([]);
});

test('this repository has no problem', () => {
  const { problems } = checkStack(repository);
  expect(problems.map(({ rule, file, line, message }) => `${file}:${line} ${message} (${rule})`)).toEqual([]);
});

test('every name of the sample stack is known to the catalogue', () => {
  expect(checkStack(sample).services).toBe(20);
  expect(existsSync(join(sample, '.env.example'))).toBe(true);
});

describe('addresses', () => {
  eachIsFound([
    [
      'a datasource asks the wrong port',
      { file: sources, text: 'victoriametrics:8428', instead: 'victoriametrics:8429' },
      [
        `wrong-port ${sources} - { name: VictoriaMetrics, uid: victoriametrics, type: prometheus, url: 'http://victoriametrics:8429' }`,
      ],
    ],
    [
      'a datasource asks another kind of server',
      { file: sources, text: 'http://loki:3100', instead: 'http://tempo:3200' },
      [`datasource-url ${sources} - { name: Loki, uid: loki, type: loki, url: 'http://tempo:3200' }`],
    ],
    [
      'vmagent writes to a host that is not there',
      {
        file: base,
        text: 'url=http://victoriametrics:8428/api',
        instead: 'url=http://victoriametric:8428/api',
      },
      [`unknown-host ${base} - -remoteWrite.url=http://victoriametric:8428/api/v1/write`],
    ],
    [
      'the collector sends to a port of Tempo that is closed',
      { file: collector, text: 'tempo:4317', instead: 'tempo:4319' },
      [`wrong-port ${collector} endpoint: tempo:4319`],
    ],
    [
      'Tempo no longer opens the port that the collector sends to',
      { file: 'config/tempo/tempo.yml', text: '0.0.0.0:4317', instead: '0.0.0.0:14317' },
      [`wrong-port ${collector} endpoint: tempo:4317`],
    ],
    [
      'the redfish image goes back and its port, job and path stay',
      {
        file: base,
        text: 'gportal/redfish_exporter:1.2.0',
        instead: 'jenningsloy318/redfish_exporter:1.2.0',
      },
      [
        `scrape-path ${vmagent} metrics_path: /metrics`,
        `wrong-port ${vmagent} - { target_label: __address__, replacement: 'redfish-exporter:9096' }`,
        `unknown-metric ${rules} redfish_health == 3`,
        `unknown-metric ${rules} and on (instance) redfish_power_state{system_id!=""} == 1`,
        `config-not-mounted ${base} redfish-exporter:`,
        `mount-target ${base} volumes: [./config/redfish-exporter/config.yml:/etc/redfish_exporter/config.yml:ro]`,
      ],
    ],
    [
      'the port of the redfish exporter before',
      { file: vmagent, text: 'redfish-exporter:9096', instead: 'redfish-exporter:9610' },
      [`wrong-port ${vmagent} - { target_label: __address__, replacement: 'redfish-exporter:9610' }`],
    ],
    [
      'a published port at which nothing listens',
      { file: base, text: ':3000:3000', instead: ':3000:3001' },
      [`wrong-port ${base} ports: ['\${BIND_ADDRESS:-127.0.0.1}:3000:3001']`],
    ],
    [
      'two services on one port of the host',
      { file: aiops, text: ':8090:8090', instead: ':3000:8090' },
      [`host-port ${aiops} ports: ['\${BIND_ADDRESS:-127.0.0.1}:3000:8090']`],
    ],
    [
      'a service of ours on a port of the host that is taken by all addresses',
      { file: traces, text: "'4317:4317', '4318:4318'", instead: "'4317:4317', '9092:4318'" },
      [`host-port ${aiops} ports: ['\${BIND_ADDRESS:-127.0.0.1}:9092:9092']`],
    ],
    [
      'a health check on the wrong port',
      { file: base, text: '127.0.0.1:8428/health', instead: '127.0.0.1:8429/health' },
      [`healthcheck-port ${base} test: [CMD, wget, -q, -O-, 'http://127.0.0.1:8429/health']`],
    ],
    [
      'syslog is received on another port than the one that is published',
      { file: 'config/syslog-ng/syslog-ng.conf', text: 'port(514)', instead: 'port(5514)' },
      [`wrong-port ${base} ports: ['1514:514/udp']`],
    ],
    [
      'a runbook asks a port that is closed',
      { file: runbook, text: 'snmp-exporter:9116', instead: 'snmp-exporter:9161' },
      [`wrong-port ${runbook} url: http://snmp-exporter:9161/snmp?module=if_mib&target=$\{device}`],
    ],
    [
      'a target in a file of its own',
      {
        file: 'config/vmagent/targets/servers.yml',
        text: 'node-exporter:9100',
        instead: 'node-exporter:9010',
      },
      [`wrong-port config/vmagent/targets/servers.yml - targets: ['node-exporter:9010', '192.0.2.7:9100']`],
    ],
    [
      'Redis asked for on another port',
      { file: aiops, text: 'REDIS_PORT: 6379', instead: 'REDIS_PORT: 6380' },
      [`wrong-port ${aiops} REDIS_PORT: 6380`],
    ],
  ]);

  test('a service on a network of its own is told about once, with everybody who cannot reach it', () => {
    const defect = {
      file: traces,
      after: '  tempo:',
      text: 'image:',
      instead: 'networks: [traces]\n    image:',
    };
    const declared = {
      file: traces,
      text: '  aiops: { name: aiops }',
      instead: '  aiops: { name: aiops }\n  traces:',
    };
    expect(found(defect, declared)).toEqual([`split-network ${traces} networks: [traces]`]);
  });
});

describe('compose', () => {
  test.each<[string, Defect, string[]]>([
    [
      'a volume that is not declared',
      { file: aiops, text: 'kafka-data:/var', instead: 'kafka-dta:/var' },
      [
        `volume-undeclared ${aiops} volumes: [kafka-dta:/var/lib/kafka/data]`,
        `volume-unused ${aiops} kafka-data:`,
      ],
    ],
    [
      'a network that is not declared',
      { file: traces, text: 'networks: [aiops]', instead: 'networks: [aiop]' },
      [`network-undeclared ${traces} networks: [aiop]`, `network-unused ${traces} aiops: { name: aiops }`],
    ],
    [
      'a dependency that is no service',
      { file: aiops, after: 'data-ingestion:', text: 'redis: {', instead: 'reddis: {' },
      [`depends-on ${aiops} reddis: { condition: service_healthy }`],
    ],
    [
      'waiting for the health of a service without a health check',
      {
        file: base,
        after: '  vmalert:',
        text: 'volumes:',
        instead: 'depends_on: { alertmanager: { condition: service_healthy } }\n    volumes:',
      },
      [`depends-on ${base} depends_on: { alertmanager: { condition: service_healthy } }`],
    ],
    [
      'a dependency on a service of another file',
      {
        file: traces,
        after: '  tempo:',
        text: 'volumes:',
        instead: 'depends_on: [victoriametrics]\n    volumes:',
      },
      [`depends-on ${traces} depends_on: [victoriametrics]`],
    ],
    [
      'waiting for the end of a service that runs on',
      { file: aiops, after: 'kafka-topics: { c', text: 'kafka-topics: { c', instead: 'insights-action: { c' },
      [`depends-on ${aiops} insights-action: { condition: service_completed_successfully }`],
    ],
    [
      'a mount of something that is not there',
      {
        file: base,
        text: './config/alertmanager/alertmanager.yml:',
        instead: './config/alertmanager/alertmanger.yml:',
      },
      [
        `mount-source ${base} volumes: [./config/alertmanager/alertmanger.yml:/etc/alertmanager/alertmanager.yml:ro]`,
        `config-unused ${alerts} route:`,
      ],
    ],
    [
      'a mount where the image does not look',
      { file: base, text: 'victoriametrics-data:/storage', instead: 'victoriametrics-data:/data' },
      [`mount-target ${base} volumes: [victoriametrics-data:/data]`],
    ],
    [
      'a configuration that the command names and nobody mounts',
      { file: base, text: '-config.file=/etc/loki/loki.yml', instead: '-config.file=/etc/loki/config.yml' },
      [`config-not-mounted ${base} command: -config.file=/etc/loki/config.yml`],
    ],
    [
      'an image without a version',
      { file: base, text: 'prom/alertmanager:v0.28.0', instead: 'prom/alertmanager' },
      [`image-tag ${base} image: prom/alertmanager`],
    ],
    [
      'no image at all',
      { file: base, text: '    image: prom/node-exporter:v1.9.1\n', instead: '' },
      [`image-missing ${base} node-exporter:`],
    ],
    [
      'an image of the day',
      { file: base, text: 'grafana/grafana:12.1.0', instead: 'grafana/grafana:latest' },
      [`image-tag ${base} image: grafana/grafana:latest`],
    ],
    [
      'an image that nothing is known about',
      { file: base, text: 'prom/node-exporter:', instead: 'prom/nod-exporter:' },
      [`unknown-image ${base} image: prom/nod-exporter:v1.9.1`],
    ],
    [
      'a container name that is taken',
      { file: base, text: 'container_name: vmagent', instead: 'container_name: victoriametrics' },
      [`container-name ${base} container_name: victoriametrics`],
    ],
    [
      'no memory limit',
      { file: base, text: 'mem_limit: 256m', instead: 'mem_reservation: 256m' },
      [
        'victoriametrics',
        'vmagent',
        'vmalert',
        'alertmanager',
        'grafana',
        'loki',
        'promtail',
        'syslog-ng',
        'node-exporter',
        'snmp-exporter',
        'blackbox-exporter',
        'redfish-exporter',
      ].map((name) => `memory-limit ${base} ${name}:`),
    ],
    [
      'a service that stays away when it fails',
      { file: base, after: '  grafana:', text: 'image:', instead: "restart: 'no'\n    image:" },
      [`restart-policy ${base} restart: 'no'`],
    ],
    [
      'one of our containers with a writable root',
      { file: traces, text: 'read_only: true', instead: 'read_only: false' },
      [`hardening ${traces} read_only: false`],
    ],
    [
      'promtail with read-only logs',
      {
        file: base,
        text: './data/network-device-logs:/var/log/network-device-logs',
        instead: './data/network-device-logs:/var/log/network-device-logs:ro',
      },
      [`read-only-logs ${base} - ./data/network-device-logs:/var/log/network-device-logs:ro`],
    ],
    [
      'no retention',
      { file: base, text: `      - -retentionPeriod=$\{METRICS_RETENTION:-30d}\n`, instead: '' },
      [`variable-unused .env.example # METRICS_RETENTION=30d`, `retention ${base} victoriametrics:`],
    ],
    [
      'logs that are kept for ever',
      { file: 'config/loki/loki.yml', text: 'retention_enabled: true', instead: 'retention_enabled: false' },
      ['retention config/loki/loki.yml server: { http_listen_port: 3100 }'],
    ],
    [
      'a password in a configuration',
      { file: 'config/redfish-exporter/config.yml', text: 'password: monitor', instead: 'password: hunter2' },
      [
        'committed-secret config/redfish-exporter/config.yml redfish: { username: monitor, password: hunter2 }',
      ],
    ],
    [
      'a password in a compose file',
      { file: base, text: `$\{GRAFANA_PASSWORD:-admin}`, instead: 'hunter2' },
      [
        'variable-unused .env.example # GRAFANA_PASSWORD=admin',
        `committed-secret ${base} GF_SECURITY_ADMIN_PASSWORD: hunter2`,
      ],
    ],
  ])('%s', (_what, defect, expected) => {
    expect(found(defect).sort()).toEqual([...new Set(expected)].sort());
  });
});

describe('variables and topics', () => {
  eachIsFound([
    [
      'a variable that is handed on without a word in .env.example',
      {
        file: traces,
        text: '    read_only: true',
        instead: '    build: { args: { NODE_IMAGE: } }\n    read_only: true',
      },
      [`variable-undocumented ${traces} build: { args: { NODE_IMAGE: } }`],
    ],
    [
      'a variable that .env.example does not know',
      { file: aiops, text: `$\{DETECTION_WINDOW:-300}`, instead: `$\{DETECTION_WINDOWS:-300}` },
      [
        `variable-unused .env.example # DETECTION_WINDOW=300`,
        `variable-undocumented ${aiops} DETECTION_WINDOW: $\{DETECTION_WINDOWS:-300}`,
      ],
    ],
    [
      'a variable of .env.example that nothing uses',
      { file: '.env.example', text: '# AIOPS_VERSION', instead: '# LOKI_RETENTION=1\n# AIOPS_VERSION' },
      ['variable-unused .env.example # LOKI_RETENTION=1'],
    ],
    [
      'a variable without a default',
      { file: traces, text: `$\{BIND_ADDRESS:-127.0.0.1}:5001`, instead: `$\{GRAFANA_PASSWORD}:5001` },
      [`variable-without-default ${traces} ports: ['$\{GRAFANA_PASSWORD}:5001:5001']`],
    ],
    [
      'a variable that our services do not read',
      { file: aiops, text: 'DETECTION_WINDOW: $', instead: 'DETECTON_WINDOW: $' },
      [`unknown-variable ${aiops} DETECTON_WINDOW: $\{DETECTION_WINDOW:-300}`],
    ],
    [
      'a variable that hello-app does not read',
      { file: traces, text: 'OTEL_EXPORTER_OTLP_ENDPOINT:', instead: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT:' },
      [`unknown-variable ${traces} OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: http://otel-collector:4318`],
    ],
    [
      'a listener for containers that nobody can reach',
      { file: aiops, text: 'CONTAINERS://kafka:29092,', instead: 'CONTAINERS://broker:29092,' },
      [`kafka-listener ${aiops} KAFKA_ADVERTISED_LISTENERS: CONTAINERS://broker:29092,HOST://localhost:9092`],
    ],
    [
      'a listener for the host that is not published',
      { file: aiops, text: ':9092:9092', instead: ':19092:9092' },
      [`kafka-listener ${aiops} KAFKA_ADVERTISED_LISTENERS: CONTAINERS://kafka:29092,HOST://localhost:9092`],
    ],
    [
      'a container that uses the listener for the host',
      { file: collector, text: 'kafka:29092', instead: 'kafka:9092' },
      [`kafka-listener ${collector} brokers: [kafka:9092]`],
    ],
    [
      'a topic that nobody creates',
      { file: collector, text: 'otlp_spans', instead: 'otlp_span' },
      [`unknown-topic ${collector} traces: { topic: otlp_span, encoding: otlp_json }`],
    ],
    [
      'a topic in a command',
      { file: aiops, text: '[topics, create]', instead: '[topics, create, --topic=aiops.metric]' },
      [`unknown-topic ${aiops} command: [topics, create, --topic=aiops.metric]`],
    ],
    [
      'a pipeline with an exporter that is not defined',
      {
        file: collector,
        text: 'exporters: [otlp_grpc/tempo, kafka,',
        instead: 'exporters: [otlp_grpc/tempo, kafka/2,',
      },
      [
        `collector-component ${collector} kafka:`,
        `collector-component ${collector} exporters: [otlp_grpc/tempo, kafka/2, span_metrics]`,
      ],
    ],
  ]);
});

describe('metrics, rules and dashboards', () => {
  eachIsFound([
    [
      'a misspelt metric in an alert',
      { file: rules, text: 'redfish_health == 3', instead: 'redfish_helth == 3' },
      [`unknown-metric ${rules} redfish_helth == 3`],
    ],
    [
      'a metric that no recording rule writes any more',
      { file: rules, text: 'record: instance:cpu_usage:ratio', instead: 'record: instance:cpu_used:ratio' },
      [`unknown-metric ${rules} expr: instance:cpu_usage:ratio > 0.9`],
    ],
    [
      'a label that the metric does not have',
      { file: rules, text: '{mode="idle"}', instead: '{state="idle"}' },
      [
        `unknown-label ${rules} expr: 1 - avg by (instance, device_name) (rate(node_cpu_seconds_total{state="idle"}[5m]))`,
      ],
    ],
    [
      'a grouping by a label that nothing has',
      { file: rules, text: 'by (service, topic)', instead: 'by (services, topic)' },
      [`unknown-label ${rules} expr: sum by (services, topic) (aiops_consumer_lag) > 1000`],
    ],
    [
      'a query that cannot be read',
      { file: rules, text: 'probe_success == 0', instead: '(probe_success == 0' },
      [`query-syntax ${rules} expr: (probe_success == 0`],
    ],
    [
      'a misspelt metric in a dashboard',
      { file: dashboard, text: 'node_load1{', instead: 'node_laod1{' },
      [`unknown-metric ${dashboard} { "expr": "node_laod1{instance=~\\"$instance\\"}" },`],
    ],
    [
      "a misspelt metric in a dashboard's variable",
      { file: dashboard, text: 'node_uname_info', instead: 'node_name_info' },
      [`unknown-metric ${dashboard} "query": { "query": "label_values(node_name_info, instance)" }`],
    ],
    [
      'service graphs that Tempo does not make',
      { file: 'config/tempo/tempo.yml', text: '[service-graphs]', instead: '[span-metrics]' },
      [
        `unknown-metric ${dashboard} { "expr": "sum by (client, server) (rate(traces_service_graph_request_total[$__rate_interval]))" },`,
      ],
    ],
    [
      'span metrics by another name',
      { file: collector, text: 'span_metrics: {}', instead: 'span_metrics: { namespace: calls }' },
      [
        `unknown-metric ${dashboard} { "expr": "sum by (service_name) (rate(traces_span_metrics_calls_total[5m]))" }`,
      ],
    ],
    [
      "a misspelt metric in the fleet's own query",
      { file: settings, text: 'node_cpu_seconds_total', instead: 'node_cpu_second_total' },
      [
        `unknown-metric ${settings} cpu_usage: 100 * (1 - avg without (cpu, mode) (rate(node_cpu_second_total{mode="idle"}[2m])))`,
      ],
    ],
    [
      'a walk that no longer brings a metric',
      { file: 'config/snmp-exporter/snmp.yml', text: 'name: ifOperStatus', instead: 'name: ifInOctets' },
      [`unknown-metric ${settings} interface_down: (ifAdminStatus == bool 1) * (ifOperStatus != bool 1)`],
    ],
    [
      'a rule on a metric that no query makes',
      { file: settings, text: 'metric: interface_down', instead: 'metric: interface_dwn' },
      [`rule-metric ${settings} - { name: port_down, metric: interface_dwn, threshold: 0 }`],
    ],
    [
      'a rule on calls, which are judged as edges',
      { file: settings, text: 'metric: interface_down', instead: 'metric: span_call_rate' },
      [`rule-metric ${settings} - { name: port_down, metric: span_call_rate, threshold: 0 }`],
    ],
    [
      'a mute of a metric that no anomaly has',
      { file: settings, text: 'link_down]', instead: 'dsk_*]' },
      [`mute-metric ${settings} ${works.replace('link_down]', 'dsk_*]')}`],
    ],
    [
      'a mute of labels where no anomaly has any',
      { file: settings, text: '[interface_*, link_down]', instead: 'link_down' },
      [`mute-labels ${settings} ${works.replace('[interface_*, link_down]', 'link_down')}`],
    ],
    [
      'a runbook for a metric that never comes',
      { file: runbook, text: '[interface_down, link_down]', instead: '[interface_down, linkdown]' },
      [`runbook-metric ${runbook} metric_name: [interface_down, linkdown]`],
    ],
    [
      'a module that snmp.yml does not define',
      { file: vmagent, text: 'module: [if_mib]', instead: 'module: [ifmib]' },
      [`unknown-module ${vmagent} module: [ifmib]`],
    ],
    [
      'a login that snmp.yml does not define',
      { file: vmagent, text: 'auth: [public_v2]', instead: 'auth: [public_v3]' },
      [`unknown-auth ${vmagent} auth: [public_v3]`],
    ],
    [
      'a module that blackbox.yml does not define',
      { file: vmagent, text: 'module: [http_2xx]', instead: 'module: [http_3xx]' },
      [`unknown-module ${vmagent} module: [http_3xx]`],
    ],
    [
      'the path of the redfish exporter before',
      { file: vmagent, text: 'metrics_path: /metrics', instead: 'metrics_path: /redfish' },
      [`scrape-path ${vmagent} metrics_path: /redfish`],
    ],
    [
      'the parameter of the redfish exporter before',
      { file: vmagent, text: '__param_host', instead: '__param_target' },
      [`scrape-parameter ${vmagent} - job_name: redfish`],
    ],
    [
      'a job that asks what has no metrics',
      { file: vmagent, text: "'data-ingestion:8090'", instead: "'hello-app:5001'" },
      [`scrape-job ${vmagent} - targets: ['hello-app:5001', 'insights-action:8090']`],
    ],
    [
      'a dashboard with a datasource that is not there',
      { file: dashboard, text: '"uid": "loki"', instead: '"uid": "logs"' },
      [`datasource-uid ${dashboard} "datasource": { "type": "loki", "uid": "logs" },`],
    ],
    [
      'a trace that leads to a datasource that is not there',
      { file: tempoSource, text: 'datasourceUid: loki', instead: 'datasourceUid: Loki' },
      [`datasource-uid ${tempoSource} tracesToLogsV2: { datasourceUid: Loki }`],
    ],
    [
      'two datasources with one uid',
      { file: sources, text: 'uid: loki', instead: 'uid: victoriametrics' },
      [
        `duplicate-uid ${sources} - { name: Loki, uid: victoriametrics, type: loki, url: 'http://loki:3100' }`,
        `datasource-uid ${dashboard} "datasource": { "type": "loki", "uid": "loki" },`,
        `datasource-uid ${tempoSource} tracesToLogsV2: { datasourceUid: loki }`,
      ],
    ],
    [
      'a folder of dashboards that is not mounted',
      {
        file: 'config/grafana/provisioning/dashboards/all.yml',
        text: '/var/lib/grafana/dashboards',
        instead: '/etc/grafana/dashboards',
      },
      [
        'dashboard-path config/grafana/provisioning/dashboards/all.yml - { name: all, type: file, options: { path: /etc/grafana/dashboards } }',
      ],
    ],
    [
      'a dashboard that selects logs by a label that none has',
      { file: dashboard, text: '{host=', instead: '{hostname=' },
      [`unknown-label ${dashboard} "targets": [{ "expr": "{hostname=\\"$instance\\"} |= \`error\`" }]`],
    ],
    [
      'a runbook that selects logs by a label that none has',
      { file: runbook, text: '%7Bhost%3D', instead: '%7Bhots%3D' },
      [
        `unknown-label ${runbook} url: http://loki:3100/loki/api/v1/query_range?query=%7Bhots%3D%22core-1%22%7D`,
      ],
    ],
    [
      'a runbook whose query of logs is a parameter, with such a default',
      { file: runbook, text: '{host=~', instead: '{hots=~' },
      [`unknown-label ${runbook} lines: { type: string, pattern: '^[^]+$', default: '{hots=~".+"}' }`],
    ],
    [
      'logs followed in a folder that is not mounted',
      { file: 'config/promtail/promtail.yml', text: '/network-device-logs/', instead: '/network-logs/' },
      ['log-path config/promtail/promtail.yml __path__: /var/log/network-logs/*.log'],
    ],
    [
      'logs written to a folder that is not mounted',
      { file: 'config/syslog-ng/syslog-ng.conf', text: '/network-device-logs/', instead: '/network-logs/' },
      [
        `log-path config/syslog-ng/syslog-ng.conf destination d_files { file("/var/log/network-logs/$\{HOST}.log"); };`,
      ],
    ],
  ]);
});

describe('alerts', () => {
  eachIsFound([
    [
      'a route to a receiver that is not there',
      { file: alerts, text: '- receiver: on-call', instead: '- receiver: oncall' },
      [`unknown-receiver ${alerts} - receiver: oncall`, `unused-receiver ${alerts} - name: on-call`],
    ],
    [
      'a receiver on the port of hello-app',
      { file: alerts, text: 'https://pager.example/alerts', instead: 'http://hello-app:5001/alerts' },
      [`receiver-target ${alerts} - url: http://hello-app:5001/alerts`],
    ],
    [
      'a receiver on that port of the host',
      { file: alerts, text: 'https://pager.example/alerts', instead: 'http://192.0.2.9:5001/' },
      [`receiver-target ${alerts} - url: http://192.0.2.9:5001/`],
    ],
    [
      'an inhibition by an alert that no rule raises',
      { file: alerts, text: 'alertname="HardwareCritical"', instead: 'alertname="HardwareCritcal"' },
      [`alert-matcher ${alerts} - source_matchers: ['alertname="HardwareCritcal"']`],
    ],
    [
      'a route for a severity that no rule sets',
      { file: alerts, text: 'severity="critical"', instead: 'severity="page"' },
      [`alert-matcher ${alerts} matchers: ['severity="page"']`],
    ],
    [
      'an inhibition over a label that no alert carries',
      { file: alerts, text: 'equal: [instance]', instead: 'equal: [rack]' },
      [`alert-matcher ${alerts} equal: [rack]`],
    ],
  ]);
});

test('a list of targets beside others that no job reads, and a file that no program is given', () => {
  const extra = (folder: string) => {
    writeFileSync(join(folder, 'config/vmagent/targets/switches.yml'), '[]\n');
    writeFileSync(join(folder, 'config/loki/old.yml'), '{}\n');
  };
  expect(foundAfter(extra)).toEqual([
    'config-unused config/loki/old.yml {}',
    'config-unused config/vmagent/targets/switches.yml []',
  ]);
});
