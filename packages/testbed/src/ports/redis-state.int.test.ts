import { createRedisStateStore, Fenced, type StateStore, Unavailable } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { type AnswerProxy, answerProxy } from './answer-proxy.ts';
import { stateContract } from './state.contract.ts';

stateContract('redis', async () => {
  const server = await startRedis();
  return {
    open: () => createRedisStateStore({ host: server.host, port: server.port }),
    close: () => server.stop(),
  };
});

describe('redis state store', () => {
  let server: RedisServer;
  const stores: StateStore[] = [];
  const open = async () => {
    const store = await createRedisStateStore({ host: server.host, port: server.port });
    stores.push(store);
    return store;
  };
  const proxies: AnswerProxy[] = [];
  const openThroughProxy = async () => {
    const proxy = await answerProxy(server.port);
    proxies.push(proxy);
    const store = await createRedisStateStore({ host: server.host, port: proxy.port });
    stores.push(store);
    return { store, onAnswer: proxy.onAnswer };
  };
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const proxy of proxies) proxy.close();
    await server.stop();
  });

  describe('when Redis goes away', () => {
    test('calls fail at once as Unavailable, and work again when it is back with its data', async () => {
      const store = await open();
      const epoch = await store.acquire('outage/0');
      await store.save('outage/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await server.kill();
      await vi.waitFor(() => expect(store.get('x')).rejects.toBeInstanceOf(Unavailable), { timeout: 20_000 });
      await expect(store.save('outage/0', epoch, { m: 2 }, new Map([['a', '2']]))).rejects.toBeInstanceOf(
        Unavailable,
      );
      await server.restart();
      await vi.waitFor(() => store.save('outage/0', epoch, { m: 2 }, new Map([['a', '2']])), {
        timeout: 20_000,
      });
      expect((await store.load('outage/0', { m: 2 }))?.entries.get('a')).toBe('2');
      expect((await store.load('outage/0', { m: 1 }))?.entries.get('a')).toBe('1');
    });

    test('a Redis that hangs ends each call as Unavailable, and later calls work', async () => {
      const store = await createRedisStateStore({ host: server.host, port: server.port, timeoutMs: 500 });
      stores.push(store);
      process.kill(server.pid, 'SIGSTOP');
      try {
        await expect(store.get('x')).rejects.toBeInstanceOf(Unavailable);
      } finally {
        process.kill(server.pid, 'SIGCONT');
      }
      await vi.waitFor(() => store.get('x'), { timeout: 20_000 });
    });

    test('a save that was executed though its answer was lost can be repeated', async () => {
      const { store, onAnswer } = await openThroughProxy();
      const epoch = await store.acquire('lost-answer/0');
      await store.save('lost-answer/0', epoch, { m: 1 }, new Map([['a', '1']]));
      const changes = new Map([
        ['a', '2'],
        ['b', '2'],
      ]);
      const save = () => store.save('lost-answer/0', epoch, { m: 2 }, changes);
      onAnswer('SAVED', async () => 'lost');
      await expect(save()).rejects.toBeInstanceOf(Unavailable);
      expect(await server.command('HGET', 'aiops:{lost-answer/0}:meta', 'version')).toBe('2');
      onAnswer(undefined);
      await vi.waitFor(save, { timeout: 20_000 });
      expect((await store.load('lost-answer/0', { m: 1 }))?.entries).toEqual(new Map([['a', '1']]));
      expect((await store.load('lost-answer/0', { m: 2 }))?.entries).toEqual(changes);
    });

    test('a save that broke off while its changes were sent leaves the scope as it was', async () => {
      const { store, onAnswer } = await openThroughProxy();
      const epoch = await store.acquire('broken/0');
      await store.save('broken/0', epoch, { m: 1 }, new Map([['a', '1']]));
      onAnswer(':1', async () => 'lost');
      await expect(store.save('broken/0', epoch, { m: 2 }, new Map([['a', '2']]))).rejects.toBeInstanceOf(
        Unavailable,
      );
      const left = await server.command('KEYS', 'aiops:{broken/0}:staging:*');
      expect(Number(await server.command('TTL', left))).toBeGreaterThan(0);
      onAnswer(undefined);
      await vi.waitFor(() => store.get('x'), { timeout: 20_000 });
      expect((await store.load('broken/0', { m: 2 }))?.entries).toEqual(new Map([['a', '1']]));
    });

    test('state that was flushed meanwhile is not continued half: the owner must load again', async () => {
      const store = await open();
      const epoch = await store.acquire('flushed/0');
      await store.save('flushed/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await server.command('DEL', 'aiops:{flushed/0}:meta', 'aiops:{flushed/0}:state');
      await expect(store.save('flushed/0', epoch, { m: 2 }, new Map([['b', '2']]))).rejects.toBeInstanceOf(
        Fenced,
      );
      expect(await store.load('flushed/0', { m: 9 })).toBeUndefined();
    });

    test('entries that Redis evicted make the checkpoint void instead of a part of it valid', async () => {
      const store = await open();
      for (const part of ['state', 'older', 'newer']) {
        const scope = `evicted/${part}`;
        const epoch = await store.acquire(scope);
        await store.save(scope, epoch, { m: 1 }, new Map([['a', '1']]));
        await store.save(scope, epoch, { m: 2 }, new Map([['b', '1']]));
        await store.save(scope, epoch, { m: 3 }, new Map([['c', '1']]));
        await server.command('DEL', `aiops:{${scope}}:${part}`);
        await expect(store.save(scope, epoch, { m: 4 }, new Map([['d', '1']]))).rejects.toThrow(
          `aiops:{${scope}}:${part} are gone`,
        );
        expect(await store.load(scope, { m: 9 })).toBeUndefined();
        await store.save(scope, epoch, { m: 4 }, new Map([['d', '1']]));
        expect((await store.load(scope, { m: 4 }))?.entries).toEqual(new Map([['d', '1']]));
      }
    });

    test('the checkpoint before does not need the changes that led on from it', async () => {
      const store = await open();
      const epoch = await store.acquire('one-way/0');
      await store.save('one-way/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await store.save('one-way/0', epoch, { m: 2 }, new Map([['a', '2']]));
      await store.load('one-way/0', { m: 1 });
      await server.command('DEL', 'aiops:{one-way/0}:newer');
      expect(await store.load('one-way/0', { m: 2 })).toBeUndefined();
      expect((await store.load('one-way/0', { m: 1 }))?.entries.get('a')).toBe('1');
      await store.save('one-way/0', epoch, { m: 2 }, new Map([['b', '1']]));
      const both = new Map([
        ['a', '1'],
        ['b', '1'],
      ]);
      expect((await store.load('one-way/0', { m: 2 }))?.entries).toEqual(both);
    });

    test('a way back that Redis evicted is not taken', async () => {
      const store = await open();
      const epoch = await store.acquire('no-way/0');
      await store.save('no-way/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await store.save('no-way/0', epoch, { m: 2 }, new Map([['a', '2']]));
      await store.load('no-way/0', { m: 1 });
      await server.command('DEL', 'aiops:{no-way/0}:older');
      await expect(store.save('no-way/0', epoch, { m: 2 }, new Map([['b', '1']]))).rejects.toThrow(
        /aiops:\{no-way\/0\}:older are gone/,
      );
      expect(await store.load('no-way/0', { m: 1 })).toBeUndefined();
    });

    test('a Redis that was put back to an older copy is not written on top of', async () => {
      const store = await open();
      const epoch = await store.acquire('older/0');
      for (const m of [1, 2, 3]) await store.save('older/0', epoch, { m }, new Map([['a', String(m)]]));
      await server.command('HSET', 'aiops:{older/0}:meta', 'version', '1');
      const attempt = store.save('older/0', epoch, { m: 4 }, new Map([['a', '4']]));
      await expect(attempt).rejects.toBeInstanceOf(Fenced);
      await expect(attempt).rejects.toThrow(/Redis holds version 1, which it did not write/);
    });

    test('staged changes that vanish before the save are not saved in part', async () => {
      const { store, onAnswer } = await openThroughProxy();
      const epoch = await store.acquire('vanished/0');
      await store.save('vanished/0', epoch, { m: 1 }, new Map([['a', '1']]));
      onAnswer(':1', async () => {
        await server.command('DEL', await server.command('KEYS', 'aiops:{vanished/0}:staging:*'));
        return 'passed on';
      });
      const save = () => store.save('vanished/0', epoch, { m: 2 }, new Map([['a', '2']]));
      await expect(save()).rejects.toThrow(/INCOMPLETE 0; try again/);
      onAnswer(undefined);
      await save();
      expect((await store.load('vanished/0', { m: 2 }))?.entries.get('a')).toBe('2');
    });

    test('a save that Redis executes after its repetition is refused', async () => {
      const store = await open();
      const epoch = await store.acquire('overtaken/0');
      await store.save('overtaken/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await server.command('HSET', 'aiops:{overtaken/0}:meta', 'write_attempt', '999999');
      await expect(store.save('overtaken/0', epoch, { m: 2 }, new Map([['a', '2']]))).rejects.toThrow(
        /OUTDATED/,
      );
      expect((await store.load('overtaken/0', { m: 2 }))?.offsets).toEqual({ m: 1 });
    });

    test('a Redis that is full is an Unavailable, and what it holds stays whole', async () => {
      const store = await open();
      const epoch = await store.acquire('full/0');
      await store.save('full/0', epoch, { m: 1 }, new Map([['a', '1']]));
      await server.command('CONFIG', 'SET', 'maxmemory', '1');
      try {
        const attempt = store.save('full/0', epoch, { m: 2 }, new Map([['a', '2']]));
        await expect(attempt).rejects.toBeInstanceOf(Unavailable);
        await expect(attempt).rejects.toThrow(/OOM/);
      } finally {
        await server.command('CONFIG', 'SET', 'maxmemory', '0');
      }
      expect((await store.load('full/0', { m: 1 }))?.entries).toEqual(new Map([['a', '1']]));
    });
  });

  test('a late load of a replaced instance does not disturb its successor', async () => {
    const [replaced, successor] = [await open(), await open()];
    const oldEpoch = await replaced.acquire('late/0');
    await replaced.save('late/0', oldEpoch, { m: 1 }, new Map([['a', '1']]));
    const epoch = await successor.acquire('late/0');
    await successor.load('late/0', { m: 1 });
    await successor.save('late/0', epoch, { m: 2 }, new Map([['a', '2']]));
    expect((await replaced.load('late/0', { m: 1 }))?.entries.get('a')).toBe('1');
    await successor.save('late/0', epoch, { m: 3 }, new Map([['b', '3']]));
    expect(Object.fromEntries((await successor.load('late/0', { m: 3 }))?.entries ?? [])).toEqual({
      a: '2',
      b: '3',
    });
  });

  test('a load while the owner saves gives one checkpoint, never parts of two', async () => {
    const [writer, { store: reader, onAnswer }] = [await open(), await openThroughProxy()];
    const epoch = await writer.acquire('torn/0');
    const both = (text: string) =>
      new Map([
        ['a', text],
        ['b', text],
      ]);
    await writer.save('torn/0', epoch, { m: 1 }, both('one'));
    await writer.save('torn/0', epoch, { m: 2 }, both('two'));
    let m = 2;
    onAnswer('before_offsets', async () => {
      if (m === 2) await writer.save('torn/0', epoch, { m: ++m }, both('three'));
      return 'passed on';
    });
    const loaded = await reader.load('torn/0', { m: 9 });
    expect(m).toBe(3);
    expect(loaded).toEqual({ offsets: { m: 3 }, entries: both('three') });
    onAnswer('before_offsets', async () => {
      await writer.save('torn/0', epoch, { m: ++m }, both('more'));
      return 'passed on';
    });
    await expect(reader.load('torn/0', { m: 99 })).rejects.toThrow(/another instance keeps writing/);
  });

  test('a load while older changes are folded into the state gives one checkpoint', async () => {
    const { store: writer, onAnswer: onWritten } = await openThroughProxy();
    const { store: reader, onAnswer } = await openThroughProxy();
    const epoch = await writer.acquire('folding/0');
    await writer.save('folding/0', epoch, { m: 1 }, new Map([['a', '1']]));
    await writer.save('folding/0', epoch, { m: 2 }, new Map([['b', '2']]));
    let folded = false;
    onAnswer('before_offsets', async () => {
      if (folded) return 'passed on';
      folded = true;
      onWritten('FOLDED', async () => 'lost');
      await expect(writer.save('folding/0', epoch, { m: 3 }, new Map())).rejects.toBeInstanceOf(Unavailable);
      return 'passed on';
    });
    const loaded = await reader.load('folding/0', { m: 9 });
    expect(folded).toBe(true);
    expect(loaded).toEqual({
      offsets: { m: 2 },
      entries: new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    });
  });

  test('a key of another type is named, and nothing is written', async () => {
    const store = await open();
    await server.command('SET', 'aiops:{typed/0}:older', 'someone else');
    const epoch = await store.acquire('typed/0');
    await expect(store.save('typed/0', epoch, { m: 1 }, new Map([['a', '1']]))).rejects.toThrow(
      /aiops:\{typed\/0\}:older holds a string.*delete it/,
    );
    expect(await server.command('EXISTS', 'aiops:{typed/0}:state', 'aiops:{typed/0}:newer')).toBe('0');
    await server.command('SET', 'aiops:{typed/1}:meta', 'someone else');
    await expect(store.acquire('typed/1')).rejects.toThrow(
      /something else under our keys.*typed\/1.*WRONGTYPE/,
    );
  });

  test('staged changes are gone after a save and after a refused one', async () => {
    const store = await open();
    const epoch = await store.acquire('staged/0');
    await store.save('staged/0', epoch, { m: 1 }, new Map([['a', '1']]));
    await store.acquire('staged/0');
    await expect(store.save('staged/0', epoch, { m: 2 }, new Map([['a', '2']]))).rejects.toBeInstanceOf(
      Fenced,
    );
    expect(await server.command('KEYS', 'aiops:{staged/0}:staging:*')).toBe('');
  });

  test('values on their own lie under aiops:kv, and a prefix moves everything', async () => {
    const store = await open();
    await store.set('ingestion:cursor', '7');
    expect(await server.command('GET', 'aiops:kv:ingestion:cursor')).toBe('7');
    const other = await createRedisStateStore({ host: server.host, port: server.port, prefix: 'lab' });
    stores.push(other);
    expect(await other.get('ingestion:cursor')).toBeUndefined();
    await other.set('ingestion:cursor', '8');
    expect(await server.command('GET', 'lab:kv:ingestion:cursor')).toBe('8');
  });
});
