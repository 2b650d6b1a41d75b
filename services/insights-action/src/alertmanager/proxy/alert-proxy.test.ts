import { request as ask, createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createEntityResolver } from '@aiops/contracts';
import { createLogger } from '@aiops/runtime';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sampleIncident } from '../../testing/sample-incident.ts';
import { createIncidentBook } from '../incident-book.ts';
import { noteOf } from '../incident-note.ts';
import { startAlertProxy } from './alert-proxy.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function listen(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return (server.address() as AddressInfo).port;
}

/** A proxy in front of an Alertmanager that keeps what it gets. */
async function proxied(answer?: RequestListener, options: { answerMs?: number; broken?: boolean } = {}) {
  const seen: Seen[] = [];
  const port = await listen(async (request, response) => {
    if (answer !== undefined) return answer(request, response);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks),
    });
    response.writeHead(200, { 'content-type': 'text/plain', 'x-answer': ['a', 'b'] }).end('taken');
  });
  const book = createIncidentBook();
  const counts = { enriched: 0, passedBy: 0, abandoned: 0 };
  const counter = (name: keyof typeof counts) => ({
    inc: (_labels?: object, by = 1) => {
      counts[name] += by;
    },
  });
  const proxy = await startAlertProxy({
    upstream: `http://127.0.0.1:${port}/base/`,
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
    book,
    resolver: () => {
      if (options.broken) throw new Error('a bug');
      return createEntityResolver([]);
    },
    counters: {
      enriched: counter('enriched'),
      passedBy: counter('passedBy'),
      abandoned: counter('abandoned'),
    },
    ...options,
  });
  closers.push(() => proxy.close());
  const url = `http://127.0.0.1:${proxy.port}`;
  const post = (body: string | Buffer) =>
    fetch(`${url}/api/v2/alerts`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return { url, port: proxy.port, book, seen, counts, post };
}

const note = noteOf(
  { incident: 'i-1', revision: 1, result: sampleIncident(), runbooks: ['link_down'], recordedAt: 0 },
  { incidents: 'https://aiops.example', grafana: 'https://grafana.example' },
);
const alert = {
  labels: { alertname: 'SlowAnswers', device_name: 'server-1', site: 'lab' },
  annotations: { summary: 'slow', runbook_url: 'https://wiki.example/slow' },
  startsAt: '2026-01-27T12:00:20Z',
  endsAt: '2026-01-27T12:04:20Z',
  generatorURL: 'http://vmalert:8880/x?y=1&z=2',
  more: { kept: [1, null] },
};

describe('the proxy of Alertmanager', () => {
  test('adds the cause to the annotations of an alert that an open incident explains, and nothing else', async () => {
    const { book, post, seen, counts } = await proxied();
    book.put(note);
    const stranger = { labels: { alertname: 'Other', device_name: 'server-9', site: 'lab' } };
    const own = { labels: { ...alert.labels, alertname: 'AIOpsRootCause' } };
    const answer = await post(JSON.stringify([alert, stranger, own]));
    expect([answer.status, await answer.text(), answer.headers.get('x-answer')]).toEqual([
      200,
      'taken',
      'a, b',
    ]);
    expect(JSON.parse(String(seen[0]?.body))).toEqual([
      {
        ...alert,
        annotations: {
          ...alert.annotations,
          aiops_incident_id: 'i-1',
          aiops_root_cause: 'rack-sw-1',
          aiops_confidence: '0.87',
          aiops_evidence_url: 'https://aiops.example/ui/incidents/i-1',
          aiops_runbook: 'link_down',
          dashboard_url: 'https://grafana.example/d/aiops-incidents?from=1769513400000&to=now',
        },
      },
      stranger,
      own,
    ]);
    expect(counts).toEqual({ enriched: 1, passedBy: 0, abandoned: 0 });
    book.remove('i-1');
    await post(JSON.stringify([alert]));
    expect(String(seen[1]?.body)).toBe(JSON.stringify([alert]));
  });

  test.each([
    ['no JSON', Buffer.from('[{"labels":')],
    ['no list', Buffer.from('{"labels":{"device_name":"server-1"}}')],
    [
      'text that is not UTF-8',
      Buffer.from('[{"labels":{"device_name":"server-1","site":"lab","x":"\xff"}}]', 'latin1'),
    ],
    [
      'strange values',
      Buffer.from('[null, 7, {"labels": 3}, {"labels":{"device_name":"server-1"},"annotations":[]}]'),
    ],
    ['a hostile name', Buffer.from('[{"labels":{"__proto__":"x","device_name":"__proto__"}}]')],
    ['spaces and order', Buffer.from('[ {"b":1, "labels": {"alertname":"x"}} ]\n')],
    ['more than is looked into', Buffer.from(`[{"labels":{"device_name":"${'x'.repeat(9_000_000)}"}}]`)],
  ])('a body of %s passes byte by byte', async (_what, body) => {
    const { book, post, seen } = await proxied();
    book.put(note);
    expect((await post(body)).status).toBe(200);
    expect(seen[0]?.body.equals(body)).toBe(true);
  });

  test('a bug in the enrichment lets alerts pass as they are and is counted', async () => {
    const { post, seen, counts } = await proxied(undefined, { broken: true });
    expect((await post(JSON.stringify([alert]))).status).toBe(200);
    expect(String(seen[0]?.body)).toBe(JSON.stringify([alert]));
    expect(counts.passedBy).toBe(1);
  });

  test('any other request passes with method, path, query, headers and body, without what belongs to a connection', async () => {
    const { url, port, seen } = await proxied();
    await fetch(`${url}/api/v2/alerts?active=true&filter=a%3D%22b%22`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: '/base/api/v2/alerts?active=true&filter=a%3D%22b%22',
    });
    expect(seen[0]?.headers.authorization).toBe('Bearer x');
    await new Promise<void>((resolve) => {
      const request = ask(
        {
          port,
          method: 'DELETE',
          path: '/api/v2/silence/7',
          headers: {
            connection: 'close, x-mine',
            'x-mine': 'hop',
            'x-theirs': 'end',
            'transfer-encoding': 'chunked',
            te: 'trailers',
          },
        },
        (answer) => answer.resume().on('end', resolve),
      );
      request.write('with ');
      request.end('a body');
    });
    expect(seen[1]).toMatchObject({ method: 'DELETE', url: '/base/api/v2/silence/7' });
    expect(String(seen[1]?.body)).toBe('with a body');
    expect(seen[1]?.headers).toMatchObject({ 'x-theirs': 'end' });
    expect(seen[1]?.headers['x-mine']).toBeUndefined();
    expect(seen[1]?.headers.te).toBeUndefined();
  });

  test('an answer is handed on while it is being sent', async () => {
    let finish = () => {};
    const { url } = await proxied((_request, response) => {
      response.write('first');
      finish = () => void response.end('last');
    });
    const reader = (await fetch(`${url}/api/v2/stream`)).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
  });

  test.each([
    ['says no', (_q, response) => void response.writeHead(400).end('bad alert'), 400],
    ['fails', (_q, response) => void response.writeHead(500).end('broken'), 500],
    ['is busy', (_q, response) => void response.writeHead(503).end(), 503],
    ['hangs up', (request) => void request.socket.destroy(), 502],
    ['never answers', () => {}, 504],
  ] satisfies [string, RequestListener, number][])(
    'an Alertmanager that %s is never reported as having accepted',
    async (_what, answer, status) => {
      const { post } = await proxied(answer, { answerMs: 100 });
      const told = await post(JSON.stringify([alert]));
      expect(told.status).toBe(status);
      await told.text();
    },
  );

  test.each([
    'HTTP/1.1 099 low',
    'HTTP/1.1 000 ',
    'HTTP/1.1 200 a\u0001b',
    'HTTP/1.1 101 Up\r\nupgrade: x\r\nconnection: upgrade',
  ])('an answer that begins with %o is told as 502 and harms nobody else', async (begin) => {
    const { post } = await proxied((request) => {
      request.socket.end(Buffer.from(`${begin}\r\ncontent-length: 0\r\n\r\n`, 'latin1'));
    });
    for (const _ of [1, 2]) expect((await post(JSON.stringify([alert]))).status).toBe(502);
  });

  test('an answer that breaks off is broken off, too', async () => {
    const { post } = await proxied((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(post(JSON.stringify([alert])).then((answer) => answer.text())).rejects.toThrow();
  });

  test('what a sender left behind when it gave up is not handed on', async () => {
    const { port, seen, counts } = await proxied();
    const body = JSON.stringify([alert]);
    const text = `POST /api/v2/alerts HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const socket = connect(port, '127.0.0.1');
    socket.end(text);
    await vi.waitFor(() => expect(counts.abandoned).toBe(1));
    socket.destroy();
    expect(seen).toEqual([]);
  });
});
