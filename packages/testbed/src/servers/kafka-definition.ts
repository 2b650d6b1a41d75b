import { reported } from '../install/progress.ts';
import type { ServerDefinition } from './definition.ts';
import { brokerProcess, kafkaJars } from './kafka-broker.ts';

/** Kafka 3.9 as a single broker with its metadata in itself (KRaft) and no automatic topics. */
export const kafka: ServerDefinition = {
  name: 'kafka',
  summary: 'Kafka 3.9, carries all messages',
  kind: 'server',
  needs: [],
  ports: { client: 9092, controller: 29093 },
  aliases: { 'kafka:29092': 'client' },
  scheme: '',
  async install(progress) {
    await reported(progress, 'kafka: fetching with Maven', () => kafkaJars('3.9'));
  },
  async start({ ports: { client = 9092, controller = 29093 }, folder, launch }) {
    const metadata = { controllerPort: controller };
    await launch(await brokerProcess({ line: '3.9', folder, port: client, metadata }));
  },
};
