import type { Request, Response } from 'express';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ApiWorld, apiWorld } from '../testing/api-world.ts';
import { openEvents, type ReadEvent } from '../testing/event-reader.ts';
import { createEventStream } from './event-stream.ts';
import { createChangeFeed } from './views/change-feed.ts';

const tokenHeader = (role: string | undefined): Record<string, string> =>
  role === undefined ? {} : { authorization: `Bearer ${role}-token-of-the-tests` };
const resumeAfter = (id = ''): Record<string, string> => ({ 'last-event-id': id });
const dataOf = (events: readonly ReadEvent[]) => events.map(({ data }) => JSON.parse(data) as { id: string });

describe('over HTTP', () => {
  let world: ApiWorld;
  afterEach(() => world.close());

  test('a client is told where the feed stands, and then what changes', async () => {
    world = await apiWorld();
    const client = await openEvents(world.url);
    expect(client.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(client.response.headers.get('cache-control')).toBe('no-store');
    await world.store({ incident_id: 'a' });
    await world.api.refresh();
    const [ready, change] = await client.read(2);
    expect(ready).toMatchObject({ event: 'ready', data: '{}' });
    expect([change?.event, JSON.parse(change?.data ?? '')]).toEqual([
      'incident',
      expect.objectContaining({ id: 'a', revision: 1 }),
    ]);
    client.close();
  });

  test('feedback and whatever else is done is told by its heads, without outputs', async () => {
    world = await apiWorld();
    await world.store({ incident_id: 'a' });
    await world.api.refresh();
    const client = await openEvents(world.url);
    await world.ask('POST', '/incidents/a/feedback', { as: 'operator', body: { verdict: 'unsure' } });
    await world.api.refresh();
    const [, told] = await client.read(2);
    expect(JSON.parse(told?.data ?? '')).toEqual({
      action_id: expect.any(String),
      action: 'feedback',
      incident_id: 'a',
      run_id: null,
      runbook: null,
      status: null,
      actor: 'operator',
      timestamp: '2026-01-27T12:00:00.000Z',
    });
    client.close();
  });

  test('a client that loses its connection again and again in a burst of 1,000 changes gets each once, in order', async () => {
    world = await apiWorld();
    const changes = 1_000;
    const stamp = (number: number) => new Date(Date.UTC(2026, 0, 27, 12) + number).toISOString();
    const first = await openEvents(world.url);
    const seen = await first.read(1);
    first.close();
    const burst = (async () => {
      for (let number = 0; number < changes; number += 1) {
        await world.store({ incident_id: `i${number}`, timestamp: stamp(number) });
        if (number % 50 === 49) await world.api.refresh();
      }
    })();
    while (seen.length <= changes) {
      const client = await openEvents(world.url, resumeAfter(seen.at(-1)?.id));
      seen.push(...(await client.read(Math.min(7 + (seen.length % 90), changes + 1 - seen.length))));
      client.close();
    }
    await burst;
    expect(seen[0]?.event).toBe('ready');
    expect(seen.filter(({ event }) => event !== 'incident')).toHaveLength(1);
    expect(dataOf(seen.slice(1)).map(({ id }) => id)).toEqual(
      Array.from({ length: changes }, (_, number) => `i${number}`),
    );
    expect(new Set(seen.map(({ id }) => id)).size).toBe(changes + 1);
  });

  test('a client that comes from another instance, or was away for too long, is told to load all anew', async () => {
    world = await apiWorld();
    const client = await openEvents(world.url, resumeAfter('another-instance-7'));
    const [reset] = await client.read(1);
    expect(reset?.event).toBe('reset');
    client.close();
    await world.store({ incident_id: 'a' });
    await world.api.refresh();
    const resumed = await openEvents(world.url, resumeAfter(reset?.id));
    expect(dataOf(await resumed.read(1))).toMatchObject([{ id: 'a' }]);
    resumed.close();
  });

  test('all streams end when the service stops', async () => {
    world = await apiWorld();
    const client = await openEvents(world.url);
    await client.read(1);
    world.api.stop();
    await client.ended();
  });

  test('twenty streams of one caller leave the places of others alone', async () => {
    world = await apiWorld();
    const clients = await Promise.all(Array.from({ length: 20 }, () => openEvents(world.url)));
    const refused = await world.ask('GET', '/events');
    expect([refused.status, refused.headers['retry-after'], refused.data.detail]).toEqual([
      429,
      '30',
      '20 of your clients are told of changes already; end one, or try again later.',
    ]);
    clients.push(await openEvents(world.url, tokenHeader('viewer')));
    expect(clients.at(-1)?.response.status).toBe(200);
    for (const client of clients) client.close();
  });

  test('beyond a hundred clients the next is told to come again later', async () => {
    world = await apiWorld();
    const callers = [undefined, 'viewer', 'operator', 'approver', 'admin'].map(tokenHeader);
    const clients = await Promise.all(
      callers.flatMap((headers) => Array.from({ length: 20 }, () => openEvents(world.url, headers))),
    );
    world.api.addToken({ name: 'late', role: 'viewer' }, 'late-token-of-the-tests');
    const refused = await world.ask('GET', '/events', { as: 'late' });
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '30']);
    for (const client of clients) client.close();
    await vi.waitFor(async () => {
      const client = await openEvents(world.url);
      expect(client.response.status).toBe(200);
      client.close();
    });
  });
});

describe('a client that takes little', () => {
  afterEach(() => vi.useRealTimers());

  /** A response that takes `capacity` writes and then is full until it drains. */
  function clientOf(capacity: number, limit = 10) {
    const feed = createChangeFeed('here', limit);
    const stream = createEventStream(feed);
    const written: string[] = [];
    const listeners: Record<string, () => void> = {};
    let room = capacity;
    let isDestroyed = false;
    const response = {
      writeHead: () => {},
      write(text: string) {
        written.push(text);
        room -= 1;
        return room > 0;
      },
      on: (event: string, listener: () => void) => {
        listeners[event] = listener;
      },
      destroy() {
        if (isDestroyed) return;
        isDestroyed = true;
        listeners.close?.();
      },
    };
    return {
      feed,
      stream,
      written,
      serve: () =>
        stream.serve(
          { get: () => undefined } as unknown as Request,
          response as unknown as Response,
          'somebody',
        ),
      drain(more: number) {
        room = more;
        listeners.drain?.();
      },
      isDestroyed: () => isDestroyed,
    };
  }

  test('is sent no more than it takes, and the rest when it takes more', () => {
    const { feed, serve, drain, written } = clientOf(3);
    serve();
    for (let number = 1; number <= 5; number += 1) feed.push('x', { number });
    expect(written).toHaveLength(3);
    drain(100);
    expect(written.slice(2).map((text) => text.split('\n')[0])).toEqual(
      [1, 2, 3, 4, 5].map((number) => `id: here-${number}`),
    );
  });

  test('is dropped when it falls behind what is kept', () => {
    const { feed, serve, drain, isDestroyed, stream } = clientOf(2, 3);
    serve();
    for (let number = 1; number <= 3; number += 1) feed.push('x', {});
    expect(isDestroyed()).toBe(false);
    feed.push('x', {});
    expect([isDestroyed(), stream.clients]).toEqual([true, 0]);
    drain(100);
  });

  test('is sent a comment every 15 s, and dropped when it takes nothing for as long', () => {
    vi.useFakeTimers();
    const { serve, written, isDestroyed } = clientOf(4);
    serve();
    vi.advanceTimersByTime(15_000);
    expect(written.at(-1)).toBe(': still here\n\n');
    vi.advanceTimersByTime(15_000);
    expect([written.length, isDestroyed()]).toEqual([4, false]);
    vi.advanceTimersByTime(15_000);
    expect([written.length, isDestroyed()]).toEqual([4, true]);
  });
});
