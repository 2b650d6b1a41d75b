import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before an HTTP server, and can keep an answer back. */
export interface AnswerGate {
  readonly url: string;
  /** Resolves once the server behind has done the next request of this method; its answer is never given. */
  holdNext(method: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a gate before the server at `target`, so that a client can be killed when what it asked for is done and it does not know. */
export async function startAnswerGate(target: string): Promise<AnswerGate> {
  let wanted: { readonly method: string; readonly isHeld: () => void } | undefined;
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = request;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { authorization = '', 'content-type': type = 'application/json' } = headers;
    const answer = await fetch(new URL(url, target), {
      method,
      headers: { authorization, 'content-type': type },
      ...(parts.length === 0 ? {} : { body: Buffer.concat(parts) }),
    });
    const text = await answer.text();
    if (wanted?.method === method) {
      wanted.isHeld();
      wanted = undefined;
    } else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdNext: (method) =>
      new Promise((isHeld) => {
        wanted = { method, isHeld };
      }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
