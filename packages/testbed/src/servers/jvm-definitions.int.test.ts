import { createKafkaBus } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { flinkJobmanager, flinkSqlGateway, flinkTaskmanager } from './flink-definition.ts';
import { startServer } from './start-server.ts';
import { kafkaZookeeper, zookeeper } from './zookeeper-definition.ts';

test('Kafka in ZooKeeper mode, as two servers', { timeout: 120_000 }, async () => {
  const keeper = await startServer(zookeeper);
  const addresses = { 'zookeeper:2181': `127.0.0.1:${keeper.ports.zookeeper}` };
  const broker = await startServer(kafkaZookeeper, { addresses });
  const bus = await createKafkaBus({
    bootstrapServers: `127.0.0.1:${broker.ports.client}`,
    clientId: 'test',
  });
  await bus.ensureTopics([{ topic: 'a', partitions: 3, replicationFactor: 1 }]);
  expect(await bus.partitions('a')).toBe(3);
  await bus.close();
  await broker.stop();
  await keeper.stop();
});

test('a task manager and an SQL gateway that are started by themselves find their job manager', {
  timeout: 180_000,
}, async () => {
  const manager = await startServer(flinkJobmanager);
  const addresses = {
    'flink-jobmanager:8081': `127.0.0.1:${manager.ports.http}`,
    'flink-jobmanager:6123': `127.0.0.1:${manager.ports.rpc}`,
  };
  const worker = await startServer(flinkTaskmanager, { addresses });
  const answer = await fetch(`http://127.0.0.1:${manager.ports.http}/overview`);
  expect(await answer.json()).toMatchObject({ taskmanagers: 1, 'slots-total': 8 });
  const gateway = await startServer(flinkSqlGateway, { addresses });
  const info = await fetch(`http://127.0.0.1:${gateway.ports.http}/v1/info`);
  expect(await info.json()).toMatchObject({ version: '2.2.1' });
  await gateway.stop();
  await worker.stop();
  await manager.stop();
});
