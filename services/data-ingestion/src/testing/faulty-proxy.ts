import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What can be wrong with an upstream. */
export type Fault =
  /** Nobody listens. */
  | 'down'
  /** Connections are reset as soon as something is asked. */
  | 'reset'
  /** Connections are taken, and nothing is ever answered. */
  | 'half-open'
  | 'status 429'
  | 'status 500'
  /** Status 200, and the upstream's words for a failure. */
  | 'error body'
  /** The first half of the true answer, as if that were all. */
  | 'truncated'
  /** The first half of the true answer; then the connection ends before its time. */
  | 'cut off'
  /** More than anybody should read. */
  | 'huge'
  /** One byte now and then, for ever. */
  | 'drip';

/** Stands between a poller and its upstream. */
export interface FaultyProxy {
  readonly url: string;
  /** Paths that were asked for, faults included. */
  readonly asked: string[];
  /** Breaks, or mends with undefined. */
  set(fault: Fault | undefined): Promise<void>;
  close(): Promise<void>;
}

/** Seconds that a 429 asks to wait. */
export const RETRY_AFTER_S = 17;

const HUGE_BYTES = 80 * 1024 * 1024;
const CHUNK = Buffer.alloc(1024 * 1024, 'x');
const DRIP_MS = 20;

/** A proxy that does as `set` says; it passes everything on to begin with. */
export async function faultyProxy(target: string, errorBody: string): Promise<FaultyProxy> {
  let fault: Fault | undefined;
  const asked: string[] = [];
  const http = createHttpServer((request, response) => {
    asked.push(request.url ?? '');
    void answer(fault, request, response, target, errorBody).catch(() => response.destroy());
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    http.emit('connection', socket);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const silence = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async set(next) {
      if (fault === 'down' && next !== 'down') await listen(port);
      if (fault !== 'down' && next === 'down') await silence();
      fault = next;
    },
    async close() {
      if (fault !== 'down') await silence();
    },
  };
}

async function answer(
  fault: Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  errorBody: string,
): Promise<void> {
  switch (fault) {
    case 'half-open':
      return;
    case 'down':
    case 'reset':
      return void response.destroy();
    case 'status 429':
      return void response.writeHead(429, { 'retry-after': String(RETRY_AFTER_S) }).end('slow down');
    case 'status 500':
      return void response.writeHead(500).end('no storage');
    case 'error body':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(errorBody);
    case 'huge':
      return send(response);
    case 'drip':
      return drip(response);
    default:
      return passOn(fault, request, response, target);
  }
}

async function passOn(
  fault: 'truncated' | 'cut off' | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<void> {
  const given = await fetch(target + request.url, { headers: { accept: request.headers.accept ?? '*/*' } });
  const body = Buffer.from(await given.arrayBuffer());
  const type = given.headers.get('content-type') ?? 'text/plain';
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault === undefined) return void response.writeHead(given.status, { 'content-type': type }).end(body);
  response.writeHead(given.status, {
    'content-type': type,
    'content-length': fault === 'truncated' ? half.length : body.length,
  });
  if (fault === 'truncated') return void response.end(half);
  response.write(half, () => response.destroy());
}

async function send(response: ServerResponse): Promise<void> {
  const closed = once(response, 'close');
  response.writeHead(200, { 'content-type': 'application/json' });
  for (let sent = 0; sent < HUGE_BYTES && !response.destroyed; sent += CHUNK.length)
    if (!response.write(CHUNK)) await Promise.race([once(response, 'drain'), closed]);
  response.end();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}
