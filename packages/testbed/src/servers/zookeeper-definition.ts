import { join } from 'node:path';
import { reported } from '../install/progress.ts';
import type { ServerDefinition } from './definition.ts';
import { brokerProcess, kafkaJars } from './kafka-broker.ts';
import { zooKeeperProcess } from './zookeeper.ts';

/** The ZooKeeper that Kafka 3.9 brings with it. */
export const zookeeper: ServerDefinition = {
  name: 'zookeeper',
  summary: 'ZooKeeper 3.8, keeps the metadata of a Kafka in ZooKeeper mode',
  kind: 'server',
  onRequest: true,
  needs: [],
  ports: { zookeeper: 2181 },
  scheme: '',
  async install(progress) {
    await reported(progress, 'zookeeper: fetching with Maven', () => kafkaJars('3.9'));
  },
  async start({ ports: { zookeeper: port = 2181 }, folder, launch }) {
    await launch(await zooKeeperProcess(folder, port));
  },
};

/** Kafka 3.9 in ZooKeeper mode, on a port of its own beside the Kafka that the fleet uses. */
export const kafkaZookeeper: ServerDefinition = {
  name: 'kafka-zookeeper',
  summary: 'Kafka 3.9 with its metadata in ZooKeeper',
  kind: 'server',
  onRequest: true,
  needs: ['zookeeper'],
  ports: { client: 9392 },
  scheme: '',
  async install(progress) {
    await reported(progress, 'kafka: fetching with Maven', () => kafkaJars('3.9'));
  },
  async start({ ports: { client = 9392 }, addresses, folder, launch }) {
    const metadata = { zookeeper: addresses['zookeeper:2181'] ?? '127.0.0.1:2181' };
    await launch(
      await brokerProcess({ line: '3.9', folder: join(folder, 'broker'), port: client, metadata }),
    );
  },
};
