import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

export interface Asked {
  /** `GET /incidents?limit=20`, below /api/v1. */
  readonly request: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

type Answer = object | string | ((request: IncomingMessage, response: ServerResponse) => void);

/** A server that plays the API with fixed answers by request, and what a command printed. */
export async function servedApi(
  answers: Readonly<Record<string, Answer | readonly [status: number, answer: object]>>,
) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += String(part);
    const name = `${request.method} ${request.url?.replace('/api/v1', '')}`;
    const { authorization } = request.headers;
    asked.push({ request: name, authorization, body: text === '' ? undefined : JSON.parse(text) });
    const answer = answers[name];
    if (typeof answer === 'function') return answer(request, response);
    const [status, body] = Array.isArray(answer)
      ? (answer as [number, object])
      : [answer === undefined ? 404 : 200, answer ?? 'nothing'];
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
  return {
    asked,
    printed,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      vi.restoreAllMocks();
      server.closeAllConnections();
      server.close();
    },
  };
}
export type ServedApi = Awaited<ReturnType<typeof servedApi>>;
