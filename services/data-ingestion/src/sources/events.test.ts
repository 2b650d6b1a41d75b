import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { topics } from '@aiops/contracts';
import express from 'express';
import { afterEach, describe, expect, test } from 'vitest';
import { quiet, resolver, standInBus } from '../testing/stand-ins.ts';
import { createEventsRouter } from './events.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve() {
  const bus = standInBus();
  const app = express();
  app.use(createEventsRouter({ publish: bus.publish, resolver, logger: quiet }));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/events`;
  const post = async (body: unknown, type = 'application/json') => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': type } });
    return { status: response.status, headers: response.headers, body: (await response.json()) as object };
  };
  return { bus, post };
}

const deployment = {
  timestamp: '2026-01-27T12:00:00Z',
  event_type: 'deployment',
  summary: 'shop 1.2',
  labels: { service: 'shop' },
};

describe('POST /v1/events', () => {
  test('an event is answered 202 once the bus has it, under its entity', async () => {
    const { bus, post } = await serve();
    const { status, body } = await post(deployment);
    expect(status).toBe(202);
    expect(bus.messages[0]).toMatchObject({
      topic: topics.events,
      key: 'urn:aiops:service:service:default:shop',
      value: {
        ...deployment,
        event_id: bus.messages[0]?.id,
        source: 'api',
        entity_id: 'urn:aiops:service:service:default:shop',
      },
    });
    expect(body).toEqual({ accepted: 1, event_ids: [bus.messages[0]?.id] });
  });

  test('the same event has the same id, whatever the order of its fields; its own id is kept', async () => {
    const { bus, post } = await serve();
    await post(deployment);
    await post(Object.fromEntries(Object.entries(deployment).reverse()));
    await post({ ...deployment, event_id: 'mine' });
    expect(bus.messages[0]?.id).toBe(bus.messages[1]?.id);
    expect(bus.values(topics.events)[2]).toMatchObject({ event_id: 'mine' });
  });

  test('the entity may be given by id, by name, or by a label in the details', async () => {
    const { bus, post } = await serve();
    const { labels: _labels, ...bare } = deployment;
    await post([
      { ...bare, entity_id: 'urn:aiops:device:switch:east:sw-1' },
      { ...bare, entity_name: 'sw-2' },
      { ...bare, entity_name: 'shop', entity_type: 'service' },
      { ...bare, details: { host: 'web-1' } },
    ]);
    expect(bus.messages.map(({ key }) => key)).toEqual([
      'urn:aiops:device:switch:east:sw-1',
      'urn:aiops:device:unknown:default:sw-2',
      'urn:aiops:service:service:default:shop',
      'urn:aiops:device:unknown:default:web-1',
    ]);
  });

  test('of an array with one bad event nothing is taken, and every problem is told', async () => {
    const { bus, post } = await serve();
    const { status, body } = await post([deployment, { timestamp: 'yesterday', event_type: '' }, 7]);
    expect(status).toBe(400);
    const { problems } = body as { problems: { index: number; path: string }[] };
    expect(problems.map(({ index, path }) => [index, path])).toEqual([
      [1, 'timestamp'],
      [1, 'event_type'],
      [2, ''],
    ]);
    expect(bus.messages).toEqual([]);
  });

  test('maintenance whose times cannot be used is refused with the field; a mere notice is taken', async () => {
    const { bus, post } = await serve();
    const works = { ...deployment, event_type: 'maintenance' };
    const { status, body } = await post({ ...works, details: { until: '2026-01-27T11:00:00Z' } });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      problems: [{ index: 0, path: 'details.until', message: 'expected a later time than from' }],
    });
    expect(bus.messages).toEqual([]);
    expect((await post(works)).status).toBe(202);
    expect((await post({ ...works, details: { until: '2026-01-27T13:00:00Z' } })).status).toBe(202);
  });

  test.each([
    ['more than 1000 events', Array(1001).fill(deployment), 'application/json', 400],
    ['no JSON', '{"a":', 'application/json', 400],
    ['another content type', deployment, 'text/plain', 415],
    ['a body over 4 MB', { ...deployment, summary: 'x'.repeat(5_000_000) }, 'application/json', 413],
  ])('%s is refused', async (_what, body, type, status) => {
    const { bus, post } = await serve();
    expect((await post(body, type)).status).toBe(status);
    expect(bus.messages).toEqual([]);
  });

  test('while the bus is away the sender is told to come back', async () => {
    const { bus, post } = await serve();
    bus.down = true;
    const { status, headers } = await post(deployment);
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  });
});
