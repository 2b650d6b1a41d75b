import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Unavailable } from '@aiops/runtime';
import { afterEach, expect, test } from 'vitest';
import { Refused } from '../sinks/incident-sink.ts';
import { createWebClient } from './web-client.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
const never = new AbortController().signal;

async function clientOf(answer: RequestListener, timeoutMs = 5_000) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = createWebClient({
    name: 'Grafana',
    baseUrl: `http://user:secret@127.0.0.1:${port}/base/`,
    timeoutMs,
  });
  closers.push(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  return client;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

test('a JSON body, repeated query parameters and the base path are sent, and the answer is given as text', async () => {
  let seen: unknown;
  const client = await clientOf(async (request, response) => {
    seen = [request.method, request.url, request.headers['content-type'], await textOf(request)];
    response.end('{"id":1}');
  });
  const answer = await client.send(
    { method: 'POST', path: '/api/x', query: { tags: ['a', 'b:c'], limit: 2 }, body: { a: 1 } },
    never,
  );
  expect(answer).toBe('{"id":1}');
  expect(seen).toEqual(['POST', '/base/api/x?tags=a&tags=b:c&limit=2', 'application/json', '{"a":1}']);
});

test.each([500, 502, 503, 429, 408])('status %i may pass', async (status) => {
  const client = await clientOf((_request, response) => void response.writeHead(status).end('busy'));
  const sent = client.send({ method: 'GET', path: '/x' }, never);
  await expect(sent).rejects.toThrow(new Unavailable(`Grafana: GET /x: status ${status}: busy`));
  await expect(sent).rejects.toBeInstanceOf(Unavailable);
});

test.each([302, 400, 401, 404, 409])('status %i is a no', async (status) => {
  const client = await clientOf((_request, response) => void response.writeHead(status).end());
  const sent = client.send({ method: 'GET', path: '/x' }, never);
  await expect(sent).rejects.toBeInstanceOf(Refused);
  await expect(sent).rejects.toThrow(`Grafana: GET /x: status ${status}`);
});

test('who does not answer in time, or not at all, is unavailable, and no password is named', async () => {
  const silent = await clientOf(() => {}, 100);
  await expect(silent.send({ method: 'GET', path: '/x' }, never)).rejects.toThrow(
    new Unavailable('Grafana: GET /x: no full answer within 100 ms'),
  );
  const gone = createWebClient({ name: 'Grafana', baseUrl: 'http://user:secret@127.0.0.1:1' });
  const error = await gone.send({ method: 'GET', path: '/x' }, never).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(Unavailable);
  expect(String(error)).toContain('ECONNREFUSED');
  expect(String(error)).not.toContain('secret');
});
