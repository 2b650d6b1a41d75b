import { type ImageFamily, tcp } from './image-family.ts';

/** The sample application: it reads these variables and nothing else. */
export const helloApp: ImageFamily = {
  name: 'hello-app',
  images: ['aiops/hello-app'],
  listens: ({ service }) => [tcp(Number(service.environment.get('PORT')?.text || 5001))],
  configs: [],
  paths: ['/tmp', '/run/secrets'],
  endpoints: [],
  variables: [
    'HOST',
    'PORT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'HELLO_PEER_URL',
    'NODE_ENV',
    'NODE_OPTIONS',
    'TZ',
  ],
  ours: true,
};
