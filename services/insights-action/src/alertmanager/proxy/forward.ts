import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import { bareUrl } from '@aiops/config';
import { passedHeaders } from './passed-headers.ts';
import type { BodyStart } from './read-body.ts';

export interface ForwardOptions {
  /** Base URL of Alertmanager. */
  readonly upstream: URL;
  /** How long (ms) it may take until it begins to answer. */
  readonly answerMs: number;
  /** How long (ms) an answer or a request that has begun may stand still. */
  readonly stallMs: number;
}

/** What is sent instead of the body as it comes in: what was read of it, or another one. */
export type ForwardedBody = BodyStart | { readonly text: string };

/**
 * Hands a request on to Alertmanager and its answer back, neither of them held in memory. Who asks is told 2xx only because Alertmanager
 * said so: 502 when it cannot be reached or breaks off, 504 when it does not answer in time.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  options: ForwardOptions,
  body?: ForwardedBody,
): void {
  const outgoing = open(request, options, body);
  const fail = (status: number, reason: string) => {
    if (response.writableEnded) return;
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ error: reason }));
  };
  const slow = setTimeout(() => {
    fail(504, `Alertmanager did not answer within ${options.answerMs} ms`);
    outgoing.destroy();
  }, options.answerMs);
  outgoing.setTimeout(options.stallMs, () => outgoing.destroy(new Error('the connection stood still')));
  outgoing.on('error', (error: NodeJS.ErrnoException) =>
    fail(502, `Alertmanager cannot be reached: ${error.code ?? error.message}`),
  );
  outgoing.on('close', () => {
    clearTimeout(slow);
    // An answer that switches protocols is neither a response nor an error.
    if (!response.headersSent) fail(502, 'Alertmanager closed the connection without an answer');
  });
  outgoing.on('response', (answer) => {
    clearTimeout(slow);
    try {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, passedHeaders(answer));
    } catch {
      // The parser takes status lines that may not be written, such as a status below 100.
      response.statusMessage = '';
      fail(502, 'Alertmanager answered with a status line that is no HTTP');
      return void outgoing.destroy();
    }
    pipeline(answer, response, () => outgoing.destroy());
  });
  // Nobody is there to be told of an answer any more.
  response.on('close', () => outgoing.destroy());
  send(request, outgoing, body);
}

function open(request: IncomingMessage, { upstream }: ForwardOptions, body?: ForwardedBody): ClientRequest {
  const headers: Record<string, string | string[]> = { ...passedHeaders(request), host: upstream.host };
  if (body !== undefined && 'text' in body) headers['content-length'] = String(Buffer.byteLength(body.text));
  // A body without a length must keep an end that can be seen, whatever the method.
  else if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked';
  const start = upstream.protocol === 'https:' ? httpsRequest : httpRequest;
  return start({
    protocol: upstream.protocol,
    hostname: upstream.hostname.replace(/^\[|\]$/g, ''),
    port: upstream.port,
    method: request.method ?? 'GET',
    path: bareUrl(upstream.pathname) + (request.url ?? '/'),
    headers,
    agent: false,
  });
}

function send(request: IncomingMessage, outgoing: ClientRequest, body: ForwardedBody | undefined): void {
  // Not a pipeline: it would end the sender's connection with Alertmanager's, and nobody could be told.
  if (body === undefined) return void request.pipe(outgoing);
  if ('text' in body) return void outgoing.end(body.text);
  for (const chunk of body.chunks) outgoing.write(chunk);
  if (body.complete) outgoing.end();
  else request.pipe(outgoing);
}
