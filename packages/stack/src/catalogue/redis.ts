import { flagValue } from '../model/compose-service.ts';
import { type ImageFamily, tcp } from './image-family.ts';

/** Redis. */
export const redis: ImageFamily = {
  name: 'Redis',
  images: ['redis', 'valkey/valkey'],
  listens: ({ service }) => [tcp(Number(flagValue(service, 'port')?.text || 6379))],
  configs: [],
  paths: ['/data', '/usr/local/etc/redis'],
  endpoints: [],
};
