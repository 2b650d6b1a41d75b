import { type MetricMessage, topics } from '@aiops/contracts';
import { createMemoryBus } from '@aiops/runtime';
import { expect, test } from 'vitest';
import type { Baseline } from './watch.ts';
import { createSampleWatch } from './watch-samples.ts';

const baseline: Baseline = {
  series: {
    entityId: 'urn:aiops:device:server:lab:db-1',
    metric: 'disk_usage',
    labels: { mount: '/', rack: 7 },
  },
  value: 95,
};

async function metrics() {
  const clock = { now: 1000 };
  const bus = createMemoryBus({ now: () => clock.now });
  await bus.ensureTopics([{ topic: topics.metrics, partitions: 3, replicationFactor: 1 }]);
  const publish = (values: readonly (number | string)[], rest: Partial<MetricMessage> = {}) => {
    const message = {
      entity_id: baseline.series.entityId,
      metric_name: 'disk_usage',
      labels: { rack: '7', mount: '/' },
      values: values.map((value, index) => [index, value]),
      ...rest,
    };
    return bus.publish([
      { topic: topics.metrics, key: String(message.entity_id), value: JSON.stringify(message) },
    ]);
  };
  return { clock, bus, publish, watch: createSampleWatch(bus) };
}

test('reads what came before a run, and after it, of this series alone', async () => {
  const { clock, bus, publish, watch } = await metrics();
  await publish([95]);
  await publish([96, '97']);
  const begun = JSON.parse(JSON.stringify(await watch.begin(baseline))) as Awaited<
    ReturnType<typeof watch.begin>
  >;
  expect(begun.before).toEqual([95, 96, 97]);
  await publish([98]);
  clock.now = 2000;
  await publish([50, 51]);
  await publish([1], { labels: { mount: '/var', rack: 7 } });
  await publish([2], { metric_name: 'disk_usage_inodes' });
  await publish([3], { entity_id: 'urn:aiops:device:server:lab:db-2' });
  for (const value of ['no JSON disk_usage', '"disk_usage"', '{"metric_name":"disk_usage"}', null]) {
    await bus.publish([{ topic: topics.metrics, key: baseline.series.entityId, value }]);
  }
  await publish([52]);
  expect(await watch.since(begun, 1000)).toEqual([50, 51, 52]);
});

test('samples count once: under the entity that is their key, or when anomaly-detection has found it', async () => {
  const { bus, publish, watch } = await metrics();
  const { entityId } = baseline.series;
  const begun = await watch.begin(baseline);
  const typed = { metric_name: 'disk_usage', labels: baseline.series.labels };
  const put = (number: number, key: string | null, rest: object = {}, headers = {}) =>
    bus.publish([
      {
        topic: topics.metrics,
        key,
        partition: begun.partition,
        value: JSON.stringify({ ...typed, values: [[1, number]], ...rest }),
        headers,
      },
    ]);
  await put(1, null);
  await put(2, 'db-1', { entity_id: entityId });
  await publish([3]);
  await put(4, entityId);
  await put(5, entityId, { entity_id: entityId }, { 'aiops-rekeyed': '1' });
  await put(6, 'a former id', { entity_id: entityId }, { 'aiops-rekeyed': '1' });
  await put(7, entityId, { entity_id: 'urn:aiops:device:server:lab:db-2' });
  expect(await watch.since(begun, 0)).toEqual([3, 4, 5, 6]);
});

test('goes on from the offset it noted, page by page, and gives up what retention removed', async () => {
  const { clock, bus, publish, watch } = await metrics();
  const begun = await watch.begin(baseline);
  expect(begun.before).toEqual([]);
  clock.now = 2000;
  for (let number = 0; number < 2300; number += 1) await publish([number]);
  const values = await createSampleWatch(bus).since(begun, 1000);
  expect(values).toHaveLength(2000);
  expect(values.at(-1)).toBe(2299);
});

test('of what came before only the newest values are kept', async () => {
  const { publish, watch } = await metrics();
  for (let number = 0; number < 100; number += 1) await publish([number]);
  expect((await watch.begin(baseline)).before).toEqual(Array.from({ length: 30 }, (_, index) => 70 + index));
});
