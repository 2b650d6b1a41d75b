import { environmentVariables } from '@aiops/config';
import { type ImageFamily, type Installed, type Listener, metricsPage, tcp } from './image-family.ts';
import { ownMetrics } from './metrics/own.ts';

/** Read beside those of `environmentVariables`: where the settings are, and what Node.js itself looks at. */
const ALWAYS = ['AIOPS_CONFIG', 'AIOPS_ENV', 'NODE_ENV', 'NODE_OPTIONS', 'TZ', 'NODE_EXTRA_CA_CERTS'];

/** Every variable that a service of ours reads, `NAME_FILE` for secrets included. */
export const ownVariables: readonly string[] = [
  ...environmentVariables.flatMap((variable) =>
    'secret' in variable ? [variable.name, `${variable.name}_FILE`] : [variable.name],
  ),
  ...ALWAYS,
];

/** Where `aiops smoke` looks for the parts of a stack that the services do not use. A test compares it with the command. */
export const smokeVariables: readonly string[] = [
  'VMAGENT',
  'VMALERT',
  'PROMTAIL',
  'NODE_EXPORTER',
  'SNMP_EXPORTER',
  'BLACKBOX_EXPORTER',
  'REDFISH_EXPORTER',
  'OTEL_COLLECTOR',
  'HELLO_APP',
  'NEO4J_HTTP',
  'FLINK',
  'DATA_INGESTION',
  'ANOMALY_DETECTION',
  'ROOT_CAUSE_ANALYSIS',
  'INSIGHTS_ACTION',
].map((name) => `${name}_URL`);

const PATHS = ['/app/config', '/app/data', '/app/runbooks', '/tmp', '/run/secrets'];

const httpPort = ({ service }: Installed): Listener =>
  tcp(Number(service.environment.get('HTTP_PORT')?.text || 8090));

function service(name: string, more: Partial<ImageFamily> = {}): ImageFamily {
  return {
    name,
    images: [`aiops/${name}`],
    listens: (installed) => [httpPort(installed)],
    configs: [{ variable: 'AIOPS_CONFIG', path: '/app/config/aiops.yml', optional: true }],
    paths: PATHS,
    endpoints: [metricsPage(ownMetrics)],
    variables: ownVariables,
    ours: true,
    ...more,
  };
}

/** The services of the fleet; data-ingestion also receives OTLP. */
export const ourServices: readonly ImageFamily[] = [
  service('data-ingestion', {
    listens: (installed) => [
      httpPort(installed),
      tcp(Number(installed.service.environment.get('OTLP_PORT')?.text || 4318)),
    ],
  }),
  service('anomaly-detection'),
  service('root-cause-analysis'),
  service('insights-action'),
  // It ends, unless it watches.
  service('graph-builder', {
    ends: true,
    listens: (installed) =>
      installed.service.command.some(({ text }) => text === '--watch') ? [httpPort(installed)] : [],
  }),
  service('fleet', {
    ends: true,
    listens: () => [],
    endpoints: [],
    variables: [...ownVariables, ...smokeVariables],
  }),
];
