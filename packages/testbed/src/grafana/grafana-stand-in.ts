import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AnnotationChange,
  AnnotationStore,
  type KeptAnnotation,
  RefusedAnnotation,
} from './annotation-store.ts';

export interface GrafanaStandInOptions {
  /** A free one unless set. */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** A service account's token that may do everything; none unless set. */
  readonly token?: string;
  /** One that may only read; writing with it is refused with 403. */
  readonly viewerToken?: string;
  readonly now?: () => number;
}

/** A request that changed something, as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

export interface GrafanaStandIn {
  readonly url: string;
  /** What is kept, in the order of the ids. */
  readonly annotations: readonly KeptAnnotation[];
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Stands in for Grafana, which no package registry offers: health and the annotation API (create, read, find by tags and
 * time, change, delete) with basic login or token, as Grafana's published API description and its store say. Grafana's own
 * generated client is run against it in a test. No dashboards, no organizations, no alerting.
 */
export async function startGrafanaStandIn(options: GrafanaStandInOptions = {}): Promise<GrafanaStandIn> {
  const store = new AnnotationStore(options.now ?? Date.now);
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => void serve(request, response, store, requests, options));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get annotations() {
      return store.all;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  store: AnnotationStore,
  requests: SeenRequest[],
  options: GrafanaStandInOptions,
): Promise<void> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://grafana');
  const method = request.method ?? 'GET';
  let reply: Reply;
  try {
    reply =
      pathname === '/api/health'
        ? { status: 200, body: { database: 'ok', version: '12.4.0', commit: 'stand-in' } }
        : (refusal(request, method, options) ?? answer(store, method, pathname, searchParams, body));
    if (method !== 'GET' && reply.status < 400) requests.push({ method, path: pathname, body });
  } catch (error) {
    if (!(error instanceof RefusedAnnotation || error instanceof SyntaxError || error instanceof TypeError))
      throw error;
    reply = { status: 400, body: { message: error.message } };
  }
  response
    .writeHead(reply.status, { 'content-type': 'application/json; charset=UTF-8' })
    .end(JSON.stringify(reply.body));
}

function refusal(
  request: IncomingMessage,
  method: string,
  options: GrafanaStandInOptions,
): Reply | undefined {
  const { user = 'admin', password = 'admin', token, viewerToken } = options;
  const given = request.headers.authorization;
  const isViewer = viewerToken !== undefined && given === `Bearer ${viewerToken}`;
  const basic = `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  const isKnown = given === basic || (token !== undefined && given === `Bearer ${token}`);
  if (isViewer && method !== 'GET')
    return {
      status: 403,
      body: {
        message:
          "You'll need additional permissions to perform this action. Permissions needed: annotations:write",
        title: 'Access denied',
      },
    };
  return isKnown || isViewer ? undefined : { status: 401, body: { message: 'Invalid username or password' } };
}

function answer(
  store: AnnotationStore,
  method: string,
  path: string,
  query: URLSearchParams,
  body: string,
): Reply {
  if (path === '/api/annotations') return answerList(store, method, query, body);
  const id = /^\/api\/annotations\/(\d+)$/.exec(path)?.[1];
  if (id === undefined) return { status: 404, body: { message: 'Not found' } };
  return answerOne(store, method, Number(id), body);
}

function answerList(store: AnnotationStore, method: string, query: URLSearchParams, body: string): Reply {
  const number = (name: string) => Number(query.get(name) ?? 0);
  if (method === 'GET') {
    const found = store.find({
      tags: query.getAll('tags'),
      from: number('from'),
      to: number('to'),
      limit: number('limit'),
    });
    return { status: 200, body: found.map(shown) };
  }
  if (method !== 'POST') return { status: 404, body: { message: 'Not found' } };
  const change = changeIn(body);
  if (!change.text)
    return { status: 400, body: { message: 'Failed to save annotation: text field should not be empty' } };
  return { status: 200, body: { message: 'Annotation added', id: store.add(change).id } };
}

function answerOne(store: AnnotationStore, method: string, id: number, body: string): Reply {
  const missing = { status: 404, body: { message: 'Annotation not found' } };
  if (method === 'GET') {
    const kept = store.get(id);
    return kept === undefined ? missing : { status: 200, body: shown(kept) };
  }
  if (method === 'PATCH')
    return store.change(id, changeIn(body))
      ? { status: 200, body: { message: 'Annotation patched' } }
      : missing;
  if (method === 'DELETE')
    return store.remove(id) ? { status: 200, body: { message: 'Annotation deleted' } } : missing;
  return { status: 404, body: { message: 'Not found' } };
}

/** Go takes null as nothing, and refuses a number with a fraction where it wants a whole one. */
function changeIn(body: string): AnnotationChange {
  const given = JSON.parse(body) as Record<string, unknown>;
  const parsed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  for (const name of ['time', 'timeEnd'])
    if (parsed[name] !== undefined && !Number.isSafeInteger(parsed[name]))
      throw new TypeError(`bad request data: ${name} is no whole number`);
  if (parsed.text !== undefined && typeof parsed.text !== 'string')
    throw new TypeError('bad request data: text is no text');
  if (
    parsed.tags !== undefined &&
    !(Array.isArray(parsed.tags) && parsed.tags.every((tag) => typeof tag === 'string'))
  )
    throw new TypeError('bad request data: tags is no list of texts');
  return parsed as AnnotationChange;
}

function shown(kept: KeptAnnotation): object {
  return {
    ...kept,
    alertId: 0,
    alertName: '',
    dashboardId: 0,
    dashboardUID: '',
    panelId: 0,
    userId: 0,
    newState: '',
    prevState: '',
    created: kept.time,
    updated: kept.time,
    login: 'admin',
    email: 'admin@localhost',
    avatarUrl: '',
    data: {},
  };
}
