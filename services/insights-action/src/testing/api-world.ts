import { type ConfigInput, configSchema } from '@aiops/config';
import type { RcaResult, Runbook } from '@aiops/contracts';
import {
  createFleetTopics,
  createMemoryBus,
  createMemoryStateStore,
  createMetrics,
  encode,
  type HttpServer,
  type OutMessage,
  startHttpServer,
} from '@aiops/runtime';
import axios from 'axios';
import { type Api, type ApiOptions, createApi } from '../api/create-api.ts';
import { ROLES } from '../runs/actor.ts';
import { incidentOf } from '../suggestion.ts';
import { fakeDesk, fakeMutes } from './fake-desk.ts';
import { sampleIncident } from './sample-incident.ts';

export interface Ask {
  /** Name of a token: viewer, operator, approver or admin. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const NOON = Date.UTC(2026, 0, 27, 12);
export const clearCache: Runbook = {
  name: 'clear-cache',
  description: 'Clears the cache',
  version: '1.0',
  conditions: { metric_name: 'network_out' },
  steps: [
    { name: 'Look', type: 'command', command: 'df -h' },
    { name: 'Tell', type: 'http_request', url: 'http://agent/', headers: { 'x-api-key': 'very-secret' } },
  ],
};
const token = (role: string) => `${role}-token-of-the-tests`;

/** The API of one instance behind a real server, with a token of each role; `given` may bring what instances share. */
export async function apiWorld(
  given: Partial<ApiOptions> = {},
  settings: NonNullable<ConfigInput['insights_action']>['api'] = {},
  host = '127.0.0.1',
) {
  const bus = createMemoryBus();
  await createFleetTopics(bus, 3, 1);
  const state = given.state ?? createMemoryStateStore();
  const metrics = createMetrics('test');
  const { desk, calls, refuse } = fakeDesk();
  const problems: unknown[] = [];
  const publish = (messages: readonly OutMessage[]) =>
    bus.publish(messages.map((message) => encode(message, 'insights-action')));
  const api = await createApi({
    config: configSchema.parse({ insights_action: { api: settings }, http: { host } }),
    isProduction: false,
    state,
    bus,
    desk,
    mutes: fakeMutes(),
    topology: { current: () => ({ topology: undefined, status: 'unavailable' }) },
    runbooks: () => [clearCache],
    links: {},
    publish,
    parts: () => ({ loop: { up: true } }),
    now: () => NOON,
    logger: { error: (entry: unknown) => void problems.push(entry), warn: () => {} },
    metrics,
    ...given,
  });
  for (const role of ROLES) api.addToken({ name: role, role }, token(role));
  const server: HttpServer = await startHttpServer({
    purpose: 'test',
    host: '127.0.0.1',
    port: 0,
    setting: 'HTTP_PORT',
    routers: [api.router],
  });
  const url = `${server.url}/api/v1`;
  return {
    api,
    bus,
    calls,
    metrics,
    /** What was logged as an error. */
    problems,
    publish,
    refuse,
    server,
    state,
    url,
    ask: (method: string, path: string, how: Ask = {}) => ask(url, method, path, how),
    store: (rest: Partial<RcaResult> = {}, cause: Partial<RcaResult['root_cause']> = {}) =>
      deliver(api, sampleIncident(rest, cause)),
    async close() {
      api.stop();
      await server.close();
      await bus.close();
    },
  };
}
export type ApiWorld = Awaited<ReturnType<typeof apiWorld>>;

function ask(url: string, method: string, path: string, { as, body, headers }: Ask) {
  return axios.request({
    method,
    url: url + path,
    headers: { ...(as === undefined ? {} : { authorization: `Bearer ${token(as)}` }), ...headers },
    data: body,
    validateStatus: () => true,
  });
}

async function deliver({ sinks }: Pick<Api, 'sinks'>, result: RcaResult): Promise<void> {
  const delivery = {
    incident: incidentOf(result),
    revision: result.revision ?? 1,
    result,
    runbooks: ['clear-cache'],
    recordedAt: NOON,
  };
  for (const sink of sinks) await sink.deliver(delivery, new AbortController().signal);
}
