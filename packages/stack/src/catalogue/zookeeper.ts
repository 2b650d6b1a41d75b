import { type ImageFamily, tcp } from './image-family.ts';

/** ZooKeeper, for Kafka's ZooKeeper mode. */
export const zookeeper: ImageFamily = {
  name: 'ZooKeeper',
  images: ['confluentinc/cp-zookeeper', 'zookeeper'],
  listens: ({ service }) => [
    tcp(Number(service.environment.get('ZOOKEEPER_CLIENT_PORT')?.text || 2181)),
    tcp(8080),
  ],
  configs: [],
  paths: ['/var/lib/zookeeper', '/data', '/datalog', '/logs', '/conf'],
  endpoints: [],
};
