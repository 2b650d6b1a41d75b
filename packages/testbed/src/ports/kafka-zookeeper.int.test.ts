import { createKafkaBus } from '@aiops/runtime';
import { afterAll, beforeAll } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/kafka.ts';
import { busContract } from './bus.contract.ts';

let server: KafkaServer;
beforeAll(async () => {
  server = await startKafka({ mode: 'zookeeper' });
});
afterAll(() => server?.stop());

busContract('Kafka 3.9 with ZooKeeper', () =>
  createKafkaBus({ bootstrapServers: server.bootstrapServers, clientId: 'contract' }),
);
