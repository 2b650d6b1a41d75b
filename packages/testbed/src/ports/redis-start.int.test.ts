import { type AddressInfo, createServer } from 'node:net';
import { createRedisStateStore, Unavailable } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { freePort } from '../servers/process.ts';
import { startRedis } from '../servers/redis.ts';

describe('redis state store at the start', () => {
  test('a Redis that is not there is an Unavailable that names host, port and settings', async () => {
    const port = await freePort();
    const attempt = createRedisStateStore({ host: '127.0.0.1', port });
    await expect(attempt).rejects.toBeInstanceOf(Unavailable);
    await expect(attempt).rejects.toThrow(
      new RegExp(
        `Redis at 127.0.0.1:${port} is not reachable: .*ECONNREFUSED.*check REDIS_HOST and REDIS_PORT`,
      ),
    );
  });

  test('a server that accepts and says nothing is an Unavailable too', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await expect(createRedisStateStore({ host: '127.0.0.1', port })).rejects.toThrow(
      /is not reachable: no answer within 5000 ms; check REDIS_HOST/,
    );
    silent.close();
  });

  test('a wrong or missing password is refused with a word on the setting', async () => {
    const locked = await startRedis({ password: 'right-one', appendOnly: false });
    try {
      const { host, port } = locked;
      for (const password of [{ password: 'wrong-one' }, {}])
        await expect(createRedisStateStore({ host, port, ...password })).rejects.toThrow(
          /refused the login.*check REDIS_PASSWORD/,
        );
      const store = await createRedisStateStore({ host, port, password: 'right-one' });
      await store.set('a', '1');
      await store.close();
    } finally {
      await locked.stop();
    }
  });
});
