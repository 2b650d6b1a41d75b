import { setTimeout as delay } from 'node:timers/promises';
import type { Tracer } from '@opentelemetry/api';
import express, { type Express, type Request, type Router } from 'express';
import { callPeer, peerTarget } from './call-peer.ts';
import { type Answer, traced } from './traced.ts';

export interface HelloAppOptions {
  readonly tracer: Tracer;
  /** Base URL of the instance that `/call` calls; the one that was asked when absent. */
  readonly peerUrl?: string | undefined;
}

const LONGEST_MS = 10_000;

/** A small traced app with faults to play with: slow answers, errors, and calls from one instance to another. */
export function createHelloRouter({ tracer, peerUrl }: HelloAppOptions): Router {
  const router = express.Router({ strict: true });
  router.get(
    '/',
    traced(tracer, 'index-request', () => ({ status: 200, body: { message: 'Hello from hello-app' } })),
  );
  router.get('/slow', traced(tracer, 'slow-request', slow));
  router.get(
    '/error',
    traced(tracer, 'error-request', () => {
      throw new Error('This is the error that /error is for');
    }),
  );
  router.get(
    '/call',
    traced(tracer, 'call-request', (request, inside) => {
      const target = peerTarget(textOf(request.query.path) ?? '/', peerUrl ?? ownUrl(request));
      if (target === undefined) return badRequest('path must be a path of this app, such as /slow%3Fms=200');
      return callPeer(tracer, target, inside);
    }),
  );
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  return router;
}

/** The same as an express app of its own. */
export function createHelloApp(options: HelloAppOptions): Express {
  const app = express().disable('x-powered-by');
  app.use(createHelloRouter(options));
  app.use((_request, response) => {
    response.status(404).json({ error: 'not found' });
  });
  return app;
}

async function slow(request: Request): Promise<Answer> {
  const text = request.query.ms === undefined ? '1000' : textOf(request.query.ms);
  const ms = /^\d{1,5}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(ms <= LONGEST_MS)) return badRequest(`ms must be a whole number from 0 to ${LONGEST_MS}`);
  const gone = new AbortController();
  request.res?.once('close', () => gone.abort());
  await delay(ms, undefined, { signal: gone.signal }).catch(() => undefined);
  return { status: 200, body: { message: `Hello after ${ms} ms` } };
}

function badRequest(error: string): Answer {
  return { status: 400, body: { error } };
}

/** A query parameter that was given once. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Where the request itself arrived: right in a container and on any port, with nothing to configure. */
function ownUrl({ socket }: Request): string {
  const address = socket.localAddress ?? '127.0.0.1';
  return `http://${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`;
}
