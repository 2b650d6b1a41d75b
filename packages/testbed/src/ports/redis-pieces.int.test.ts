import { createRedisStateStore, type StateStore, Unavailable } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { type AnswerProxy, answerProxy } from './answer-proxy.ts';

describe('a save of several pieces', () => {
  let server: RedisServer;
  const stores: StateStore[] = [];
  const proxies: AnswerProxy[] = [];
  const open = async (port: number) => {
    const store = await createRedisStateStore({ host: server.host, port });
    stores.push(store);
    return store;
  };
  const openThroughProxy = async () => {
    const proxy = await answerProxy(server.port);
    proxies.push(proxy);
    return { store: await open(proxy.port), onAnswer: proxy.onAnswer };
  };
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const proxy of proxies) proxy.close();
    await server.stop();
  });

  const MANY = 12;
  /** Changes that are sent, and folded, in more than one piece. */
  const large = (fill: string) =>
    new Map(Array.from({ length: MANY }, (_, i) => [`k${i}`, `"${fill.repeat(300_000)}"`]));
  const fills = (entries: ReadonlyMap<string, string> | undefined) =>
    [...(entries?.values() ?? [])].map((text) => text[1]).join('');
  /** Two checkpoints, and a third save that breaks off once Redis has sent the answer number `number` with this text. */
  const brokenOff = async (scope: string, text: string, number: number) => {
    const { store, onAnswer } = await openThroughProxy();
    const epoch = await store.acquire(scope);
    await store.save(scope, epoch, { m: 1 }, large('a'));
    await store.save(scope, epoch, { m: 2 }, large('b'));
    let answers = 0;
    onAnswer(text, async () => (++answers === number ? 'lost' : 'passed on'));
    await expect(store.save(scope, epoch, { m: 3 }, large('c'))).rejects.toBeInstanceOf(Unavailable);
    expect(answers).toBe(number);
  };

  test.each([
    ['while older changes are folded', 'FOLDED', 1],
    ['at the first piece of its changes', ':1', 1],
    ['between two pieces of its changes', ':1', 2],
  ])(
    'that breaks off %s leaves both checkpoints, and a successor goes on from either',
    async (_, text, number) => {
      const scope = `pieces-${text}/${number}`;
      await brokenOff(scope, text, number);
      const successor = await open(server.port);
      const epoch = await successor.acquire(scope);
      const newest = await successor.load(scope, { m: 9 });
      expect([newest?.offsets, fills(newest?.entries)]).toEqual([{ m: 2 }, 'b'.repeat(MANY)]);
      const before = await successor.load(scope, { m: 1 });
      expect([before?.offsets, fills(before?.entries)]).toEqual([{ m: 1 }, 'a'.repeat(MANY)]);
      await successor.save(scope, epoch, { m: 2 }, new Map([['k0', '"d"']]));
      await successor.save(scope, epoch, { m: 3 }, new Map([['k1', '"e"']]));
      const after = await successor.load(scope, { m: 3 });
      expect([...fills(after?.entries)].sort().join('')).toBe(`${'a'.repeat(MANY - 2)}de`);
    },
  );

  test('is not taken for whole when a part of it belongs to another version', async () => {
    const { store, onAnswer } = await openThroughProxy();
    const epoch = await store.acquire('other-version/0');
    await store.save('other-version/0', epoch, { m: 1 }, large('a'));
    await store.save('other-version/0', epoch, { m: 2 }, large('b'));
    onAnswer('FOLDED', async () => {
      onAnswer(undefined);
      await server.command('HSET', 'aiops:{other-version/0}:meta', 'version', '7');
      return 'passed on';
    });
    await expect(store.save('other-version/0', epoch, { m: 3 }, large('c'))).rejects.toThrow(/OUTDATED 7/);
    expect(await server.command('HLEN', 'aiops:{other-version/0}:older')).toBe(String(MANY));
  });
});
