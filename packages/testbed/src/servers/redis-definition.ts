import { installDebian } from '../install/debian.ts';
import type { ServerDefinition } from './definition.ts';
import { redisProcess } from './redis.ts';

/** Redis that keeps all it acknowledged (append-only file), as the compose file runs it. */
export const redis: ServerDefinition = {
  name: 'redis',
  summary: 'Redis 7, keeps the state of the services',
  kind: 'server',
  needs: [],
  ports: { redis: 6379 },
  scheme: 'redis',
  install: (progress) => installDebian([{ package: 'redis-server', command: 'redis-server' }], progress),
  async start({ ports: { redis: port = 6379 }, folder, launch }) {
    await launch(redisProcess(port, folder));
  },
};
