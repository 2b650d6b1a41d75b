import { readFileSync } from 'node:fs';
import type { Config } from '@aiops/config';
import { createWebClient } from '../http/web-client.ts';
import type { IncidentSink } from '../sinks/incident-sink.ts';
import { createAnnotationSink } from './annotation-sink.ts';
import { createAnnotationsApi } from './annotations-api.ts';

/** Grafana as a sink, with what has to be closed. */
export interface GrafanaSink extends IncidentSink {
  close(): void;
}

/** The sink that the settings ask for; undefined where they name no Grafana or no login, and nothing is to be written. */
export function grafanaSink(config: Config['insights_action']['grafana']): GrafanaSink | undefined {
  const { url, token, user, password, ca_file } = config;
  if (url === undefined || (token ?? password) === undefined) return undefined;
  const login = token === undefined ? `Basic ${base64(`${user}:${password}`)}` : `Bearer ${token}`;
  const client = createWebClient({
    name: 'Grafana',
    baseUrl: url,
    headers: { Authorization: login },
    ...(ca_file === undefined ? {} : { ca: readFileSync(ca_file, 'utf8') }),
  });
  return { ...createAnnotationSink(createAnnotationsApi(client)), close: () => client.close() };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
