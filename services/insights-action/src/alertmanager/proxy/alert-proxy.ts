import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Counter, type Logger, PortUnavailable } from '@aiops/runtime';
import { type Explaining, enrichAlerts } from './enrich-alerts.ts';
import { type ForwardedBody, forward } from './forward.ts';
import { readBody } from './read-body.ts';

export interface AlertProxyOptions extends Explaining {
  /** Base URL of Alertmanager. */
  readonly upstream: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly logger: Logger;
  readonly counters?: Partial<AlertProxyCounters>;
  /** How long (ms) Alertmanager may take until it begins to answer; 10 s unless set. */
  readonly answerMs?: number;
}

export interface AlertProxyCounters {
  /** Alerts that something was added to. */
  readonly enriched: Counter;
  /** Requests that passed as they were, because they were too large, too many at once, or because of an error of ours. */
  readonly passedBy: Counter;
  /** Requests that were dropped, because who sent them had gone before they could be handed on. */
  readonly abandoned: Counter;
}

export interface AlertProxy {
  readonly port: number;
  close(): Promise<void>;
}

const LARGEST_BODY = 8 * 1024 * 1024;
/** Bodies held in memory at a time; those beyond pass as they are. */
const MOST_BODIES = 16;
const ANSWER_MS = 10_000;
const STALL_MS = 60_000;
const MOST_CONNECTIONS = 1_024;
const CLOSE_GRACE_MS = 2_000;

/**
 * The API of Alertmanager on a port of ours: everything passes, only the alerts of `POST /api/v2/alerts` get annotations about the incidents
 * that explain them, from memory. Whatever goes wrong with that, the alerts pass as they were. Rejects with `PortUnavailable`.
 */
export async function startAlertProxy(options: AlertProxyOptions): Promise<AlertProxy> {
  const { host, port, answerMs = ANSWER_MS, counters } = options;
  const how = { upstream: new URL(options.upstream), answerMs, stallMs: STALL_MS };
  let bodies = 0;
  const enrich = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request, options);
    // After a standstill of this process the requests of senders that have given up are found first, and their ends a turn later. By
    // now they may have told Alertmanager otherwise, and what is handed on late would revive what has ended.
    await nextTurn();
    await nextTurn();
    if (hasGone(request)) return void counters?.abandoned?.inc();
    forward(request, response, how, body);
  };
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    if (!bringsAlerts(request)) return forward(request, response, how);
    if (bodies >= MOST_BODIES) {
      counters?.passedBy?.inc();
      return forward(request, response, how);
    }
    bodies += 1;
    enrich(request, response)
      .catch(() => void counters?.abandoned?.inc())
      .finally(() => {
        bodies -= 1;
      });
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) =>
      reject(
        new PortUnavailable(
          `Cannot listen on ${host}:${port} (proxy of Alertmanager): ${message}. Check insights_action.alertmanager.proxy.`,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** What is handed on for a body of alerts. Rejects only when the sender went away. */
async function bodyOf(request: IncomingMessage, options: AlertProxyOptions): Promise<ForwardedBody> {
  const read = await readBody(request, LARGEST_BODY);
  if (!read.complete) {
    options.counters?.passedBy?.inc();
    return read;
  }
  try {
    const enriched = enrichAlerts(Buffer.concat(read.chunks), options);
    if (enriched === undefined) return read;
    options.counters?.enriched?.inc({}, enriched.count);
    return { text: enriched.body };
  } catch (error) {
    options.counters?.passedBy?.inc();
    options.logger.error({ err: error }, 'Alerts passed without the cause, because adding it failed.');
    return read;
  }
}

function bringsAlerts({ method, url = '', headers }: IncomingMessage): boolean {
  if (method !== 'POST' || headers['content-encoding'] !== undefined) return false;
  return /\/api\/v2\/alerts\/?(?:\?|$)/.test(url);
}

function hasGone({ socket, complete }: IncomingMessage): boolean {
  return socket.destroyed || (complete && socket.readableEnded);
}
