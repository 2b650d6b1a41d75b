import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEntityResolver, type SchemaTopic, topicSchemas, topics } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { tracesOut } from '../messages/trace-out.ts';
import type { Cursors, Logger, Publish } from '../ports.ts';
import { spanRecords } from '../sources/otlp/traces.ts';

/** A resolver that knows no topology: every entity keeps its own label as a name. */
export const resolver = () => createEntityResolver([]);

export const quiet: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Stands in for the bus: keeps what was published, checks it against its topic's schema, and can be made to fail. */
export function standInBus() {
  const messages: OutMessage[] = [];
  const bus = {
    messages,
    /** Set to make every publish fail before anything is kept. */
    down: false,
    publish: (async (batch) => {
      if (bus.down) throw new Error('no broker');
      for (const { topic, value } of batch)
        topicSchemas[topic as SchemaTopic].parse(JSON.parse(JSON.stringify(value)));
      messages.push(...batch);
    }) as Publish,
    /** Values published on a topic. */
    values: (topic: string) =>
      messages
        .filter((message) => message.topic === topic)
        .map(({ value }) => value as Record<string, unknown>),
    /** The traces that the published spans make, one by one message of theirs. */
    traces: () =>
      bus.values(topics.otlpSpans).flatMap(({ source, resourceSpans }) => {
        const { spans } = spanRecords(resourceSpans as unknown[]);
        return tracesOut(spans, 0, String(source));
      }),
  };
  return bus;
}

/** Stands in for the state store. `beforeSet` may throw: the process then died before that write. */
export function standInCursors() {
  const entries = new Map<string, string>();
  const cursors: Cursors & { entries: Map<string, string>; beforeSet: (key: string, value: string) => void } =
    {
      entries,
      beforeSet: () => undefined,
      get: async (key) => entries.get(key),
      set: async (key, value) => {
        cursors.beforeSet(key, value);
        entries.set(key, value);
      },
    };
  return cursors;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** Stands in for an upstream: a real HTTP server on loopback with the answers of the test. */
export async function standInServer(answer: Answer) {
  const requests: URL[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    requests.push(url);
    answer(request, response, url);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
