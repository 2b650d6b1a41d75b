import type { ServerDefinition } from '../servers/definition.ts';
import { oneShotDefinition, type Service, serviceDefinition } from './service-definition.ts';

type At = Parameters<Service['env']>[0];

const STORES = ['kafka', 'redis', 'neo4j', 'graph-builder'];

/** Our own services, for `aiops testbed up --fleet`: what docker-compose-aiops.yml runs, each on a port of its own. */
export const services: readonly ServerDefinition[] = [
  oneShotDefinition({
    name: 'graph-builder',
    summary: 'writes the network map to Neo4j and ends',
    needs: ['kafka', 'neo4j'],
    env: stores,
  }),
  serviceDefinition({
    name: 'insights-action',
    summary: 'explains incidents and suggests runbooks',
    needs: [...STORES, 'alertmanager'],
    ports: { http: 8090, alerts: 9097 },
    path: '/readyz',
    env: (at, ports) => ({
      ...stores(at),
      ...listening(ports),
      ALERTMANAGER_URL: `http://${at('alertmanager:9093')}`,
      ALERTMANAGER_PROXY_ENABLED: 'true',
      ALERTMANAGER_PROXY_HOST: '127.0.0.1',
      ALERTMANAGER_PROXY_PORT: String(ports.alerts),
      ROOT_CAUSE_ALERT_ENABLED: 'true',
    }),
  }),
  streamService('anomaly-detection', 8092, 'notices what is abnormal'),
  streamService('root-cause-analysis', 8093, 'groups anomalies into incidents and names their causes'),
  serviceDefinition({
    name: 'data-ingestion',
    summary: 'brings metrics, logs and traces to Kafka',
    needs: [...STORES, 'victoriametrics', 'loki', 'tempo'],
    // The OTLP ports of the Collector are its own, so this one is ten further.
    ports: { http: 8091, otlp: 4328 },
    path: '/readyz',
    env: (at, ports) => ({
      ...stores(at),
      ...listening(ports),
      OTLP_HOST: '127.0.0.1',
      OTLP_PORT: String(ports.otlp),
      HOST_METRICS_ENABLED: 'false',
      VICTORIAMETRICS_URL: `http://${at('victoriametrics:8428')}`,
      LOKI_URL: `http://${at('loki:3100')}`,
      TEMPO_URL: `http://${at('tempo:3200')}`,
    }),
  }),
  serviceDefinition({
    name: 'hello-app',
    summary: 'a small traced app to play with',
    needs: ['otel-collector'],
    ports: { http: 5001 },
    path: '/healthz',
    env: (at, ports) => ({
      HOST: '127.0.0.1',
      PORT: String(ports.http),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${at('otel-collector:4318')}`,
    }),
  }),
];

function streamService(name: string, port: number, summary: string): ServerDefinition {
  return serviceDefinition({
    name,
    summary,
    needs: STORES,
    ports: { http: port },
    path: '/readyz',
    env: (at, ports) => ({ ...stores(at), ...listening(ports) }),
  });
}

/** What every process of the fleet is told of Kafka, Redis, Neo4j and Flink. */
export function stores(at: At): Record<string, string> {
  const [redisHost = '', redisPort = ''] = at('redis:6379').split(':');
  return {
    KAFKA_BOOTSTRAP_SERVERS: at('kafka:29092'),
    REDIS_HOST: redisHost,
    REDIS_PORT: redisPort,
    NEO4J_URI: `bolt://${at('neo4j:7687')}`,
    NEO4J_USER: 'neo4j',
    NEO4J_PASSWORD: 'password123',
    // Asked only with STREAM_PROCESSING_ENGINE=flink, which is taken over from whoever starts the service.
    FLINK_REST_URL: `http://${at('flink-jobmanager:8081')}`,
  };
}

function listening({ http }: Readonly<Record<string, number>>): Record<string, string> {
  return { HTTP_HOST: '127.0.0.1', HTTP_PORT: String(http) };
}
