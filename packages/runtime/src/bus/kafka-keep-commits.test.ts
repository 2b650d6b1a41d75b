import { expect, test } from 'vitest';
import { keepCommits } from './kafka-keep-commits.ts';

const request = (...offsets: (string | number)[]) => ({
  topics: [{ topic: 't', partitions: offsets.map((offset, partition) => ({ partition, offset })) }],
});

function clusterOf(sent: object[]) {
  const broker = { offsetCommit: async (commit: object) => void sent.push(commit) };
  return {
    findBroker: async (_: object) => broker,
    findGroupCoordinator: async (_: object) => broker,
  };
}

test('a commit of offsets is sent once, however the coordinator was found', async () => {
  const sent: object[] = [];
  const cluster = clusterOf(sent);
  keepCommits(cluster, () => expect.fail('nothing is out of range'));
  await cluster.findGroupCoordinator({});
  await (await cluster.findBroker({})).offsetCommit(request('7', '0'));
  expect(sent).toEqual([request('7', '0')]);
});

test('a commit of "the oldest" is not sent, and its places are told', async () => {
  const sent: object[] = [];
  const cluster = clusterOf(sent);
  const told: object[] = [];
  keepCommits(cluster, async (place) => void told.push(place));
  await (await cluster.findGroupCoordinator({})).offsetCommit(request(-2));
  expect(sent).toEqual([]);
  expect(told).toEqual([{ topic: 't', partition: 0 }]);
});
