import { createServer, type ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { answerApi } from './api.ts';
import { grpcReceiver } from './grpc-receiver.ts';
import { type Answer, textAnswer } from './http-answer.ts';
import { receiveTraces } from './receiver.ts';
import { TraceStore, type TraceStoreOptions } from './trace-store.ts';

export interface TempoStandInOptions extends TraceStoreOptions {
  /** Of the query API; a free one unless set. */
  readonly port?: number;
  /** Of the OTLP/HTTP receiver; a free one unless set. */
  readonly otlpPort?: number;
  /** Of the OTLP/gRPC receiver; a free one unless set. */
  readonly grpcPort?: number;
  /** How long a trace is found by its id only, as in the real server (about 10 s there); 0 unless set. */
  readonly searchDelayMs?: number;
}

export interface TempoStandIn {
  /** Base URL of the query API. */
  readonly url: string;
  /** Base URL of the OTLP/HTTP receiver: POST `<otlpUrl>/v1/traces`. */
  readonly otlpUrl: string;
  /** Of the OTLP/gRPC receiver, which speaks without TLS. */
  readonly grpcUrl: string;
  close(): Promise<void>;
}

/**
 * Starts what stands in for Tempo, which no package registry offers: receivers for OTLP, traces in memory, and the query API
 * as Tempo 2.10 answers it. It has no storage, no metrics generator and no TraceQL metrics.
 */
export async function startTempoStandIn(options: TempoStandInOptions = {}): Promise<TempoStandIn> {
  const store = new TraceStore(options);
  const now = options.now ?? Date.now;
  const api = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://tempo');
    const asked = { path: pathname, params: searchParams, accept: request.headers.accept ?? '' };
    send(response, answerApi(store, asked, now(), options.searchDelayMs ?? 0));
  });
  const otlp = createServer((request, response) => {
    if (request.url !== '/v1/traces') return send(response, textAnswer(404, '404 page not found\n'));
    receiveTraces(store, request).then((answer) => send(response, answer));
  });
  const url = await listen(api, options.port);
  const otlpUrl = await listen(otlp, options.otlpPort);
  const sessions = new Set<ServerHttp2Session>();
  const grpc = grpcReceiver(store);
  grpc.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const grpcUrl = await listen(grpc, options.grpcPort);
  return {
    url,
    otlpUrl,
    grpcUrl,
    async close() {
      const closing = [api, otlp, grpc].map(
        (server) => new Promise<void>((done) => server.close(() => done())),
      );
      for (const server of [api, otlp]) server.closeAllConnections();
      for (const session of sessions) session.destroy();
      await Promise.all(closing);
    },
  };
}

function send(response: ServerResponse, { status, contentType, body }: Answer): void {
  if (contentType !== undefined) response.setHeader('content-type', contentType);
  response.writeHead(status).end(body);
}

async function listen(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
