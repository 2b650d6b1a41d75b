import { bareUrl } from '@aiops/config';
/** Where a part of the system answers. */
export interface Address {
  /** Its name in the compose files, which is its host name in their network. */
  readonly part: string;
  /** Environment variable with its base URL, for when it is elsewhere. */
  readonly variable: string;
  /** The port that it listens on in its container. */
  readonly port: number;
  /** The port that the compose files, and the processes of `--local`, give it on this machine, where that is another. */
  readonly published?: number;
  /** What is asked for; it answers 200 when the part is ready. */
  readonly path: string;
  /** The part has no page that says so: any answer will do. */
  readonly anyStatus?: true;
}

/** Whether the question is asked on the machine that runs the containers, or in their network. */
export type Viewpoint = 'host' | 'network';

/** Every part that can be asked over HTTP. */
export const addresses: readonly Address[] = [
  { part: 'victoriametrics', variable: 'VICTORIAMETRICS_URL', port: 8428, path: '/health' },
  { part: 'vmagent', variable: 'VMAGENT_URL', port: 8429, path: '/health' },
  { part: 'vmalert', variable: 'VMALERT_URL', port: 8880, path: '/health' },
  { part: 'alertmanager', variable: 'ALERTMANAGER_URL', port: 9093, path: '/-/ready' },
  { part: 'grafana', variable: 'GRAFANA_URL', port: 3000, path: '/api/health' },
  { part: 'loki', variable: 'LOKI_URL', port: 3100, path: '/ready' },
  // promtail's own /ready says no until a file matches, which is no fault of the system.
  { part: 'promtail', variable: 'PROMTAIL_URL', port: 9080, path: '/metrics' },
  { part: 'node-exporter', variable: 'NODE_EXPORTER_URL', port: 9100, path: '/metrics' },
  { part: 'snmp-exporter', variable: 'SNMP_EXPORTER_URL', port: 9116, path: '/metrics' },
  { part: 'blackbox-exporter', variable: 'BLACKBOX_EXPORTER_URL', port: 9115, path: '/-/healthy' },
  { part: 'redfish-exporter', variable: 'REDFISH_EXPORTER_URL', port: 9096, path: '/', anyStatus: true },
  { part: 'tempo', variable: 'TEMPO_URL', port: 3200, path: '/ready' },
  { part: 'otel-collector', variable: 'OTEL_COLLECTOR_URL', port: 13133, path: '/' },
  { part: 'hello-app', variable: 'HELLO_APP_URL', port: 5001, path: '/healthz' },
  { part: 'neo4j', variable: 'NEO4J_HTTP_URL', port: 7474, path: '/' },
  { part: 'flink-jobmanager', variable: 'FLINK_URL', port: 8081, path: '/overview' },
  { part: 'data-ingestion', variable: 'DATA_INGESTION_URL', port: 8090, published: 8091, path: '/readyz' },
  {
    part: 'anomaly-detection',
    variable: 'ANOMALY_DETECTION_URL',
    port: 8090,
    published: 8092,
    path: '/readyz',
  },
  {
    part: 'root-cause-analysis',
    variable: 'ROOT_CAUSE_ANALYSIS_URL',
    port: 8090,
    published: 8093,
    path: '/readyz',
  },
  { part: 'insights-action', variable: 'INSIGHTS_ACTION_URL', port: 8090, path: '/readyz' },
];

/** Who asks from where, and what the environment says about addresses. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly from: Viewpoint;
}

/** The base URL of a part: its variable, or else where the compose files have it. Without a slash at the end. */
export function baseUrl(name: string, { env, from }: Surroundings): string {
  const address = addresses.find(({ part }) => part === name);
  if (address === undefined) throw new Error(`no address is known of ${name}`);
  const { part, variable, port, published = port } = address;
  const usual = from === 'network' ? `http://${part}:${port}` : `http://localhost:${published}`;
  return bareUrl(env[variable] || usual);
}
