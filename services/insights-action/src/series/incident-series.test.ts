import { createMemoryStateStore, type SeriesSample } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { createIncidentSeries } from './incident-series.ts';

const never = new AbortController().signal;

function world() {
  const records = createMemoryStateStore().records('incident-series');
  const written: SeriesSample[] = [];
  const clock = { now: 1_000_000 };
  const series = createIncidentSeries({
    records,
    write: (sample) => void written.push(sample),
    now: () => clock.now,
  });
  const tick = async (later = 15_000) => {
    clock.now += later;
    written.length = 0;
    await series.tick();
    return written.map(
      ({ name, labels, value }) => `${name}{${labels.incident_id},${labels.cause}} ${value}`,
    );
  };
  return {
    deliver: (d: ReturnType<typeof deliveryOf>) => series.sink.deliver(d, never),
    tick,
    written,
    records,
  };
}

test('an open incident is written on each tick, on a grid that all instances share', async () => {
  const { deliver, tick, written } = world();
  await deliver(deliveryOf('i'));
  await tick();
  expect(written[0]).toEqual({
    name: 'aiops_incident_open',
    labels: { incident_id: 'i', severity: 'critical', domain: 'lab', cause: 'rack-sw-1' },
    at: 1_005_000,
    value: 1,
  });
  expect(written.slice(1).map(({ name, value }) => [name, value])).toEqual([
    ['aiops_incident_confidence', 0.874],
    ['aiops_incident_affected_entities', 2],
    ['aiops_incident_candidate_score', expect.any(Number)],
    ['aiops_incident_candidate_confidence', expect.any(Number)],
    ['aiops_incident_candidate_score', 0.0625],
    ['aiops_incident_candidate_confidence', 0.021],
    ['aiops_incident_node', 2],
    ['aiops_incident_node', 1],
    ['aiops_incident_node', 1],
    ['aiops_incident_edge', 1],
    ['aiops_incident_edge', 1],
  ]);
  expect(written[6]?.labels).toMatchObject({ device: 'server-1', rank: '2' });
  expect(written[7]?.labels).toMatchObject({ id: 'rack-sw-1', title: 'rack-sw-1' });
  expect(written.slice(10).map(({ labels }) => labels.id)).toEqual([
    'rack-sw-1 → server-1',
    'rack-sw-1 → server-2',
  ]);
  expect((await tick())[0]).toBe('aiops_incident_open{i,rack-sw-1} 1');
});

test('a closed one is 0 for a minute and gone then', async () => {
  const { deliver, tick, records } = world();
  await deliver(deliveryOf('i', 1));
  await deliver(deliveryOf('i', 2, { status: 'resolved' }));
  expect(await tick(60_000)).toEqual(['aiops_incident_open{i,rack-sw-1} 0']);
  expect(await tick(1)).toEqual([]);
  expect((await records.all()).size).toBe(0);
});

test('when its cause changes, the series under the former cause ends', async () => {
  const { deliver, written } = world();
  await deliver(deliveryOf('i', 1));
  const next = deliveryOf('i', 2);
  const root_cause = { ...next.result.root_cause, root_cause_device: 'core-sw-1' };
  await deliver({ ...next, result: { ...next.result, root_cause } });
  expect(written).toMatchObject([{ name: 'aiops_incident_open', labels: { cause: 'rack-sw-1' }, value: 0 }]);
});

test('an earlier revision that comes again changes nothing', async () => {
  const { deliver, tick } = world();
  await deliver(deliveryOf('i', 3, { status: 'resolved' }));
  await deliver(deliveryOf('i', 2));
  expect(await tick()).toEqual(['aiops_incident_open{i,rack-sw-1} 0']);
});

test('an incident that nobody closes is given up after a day, and no more than 500 are written', async () => {
  const { deliver, tick, records } = world();
  await deliver(deliveryOf('old'));
  await tick(24 * 3_600_000);
  for (let n = 0; n < 510; n++) await deliver(deliveryOf(`i${n}`));
  const open = (await tick()).filter((line) => line.startsWith('aiops_incident_open'));
  expect(open).toHaveLength(500);
  expect(open.join()).not.toContain('old');
  expect((await records.all()).size).toBe(500);
});

test('a record that cannot be read is left alone', async () => {
  const { tick, records } = world();
  await records.put('i', '{');
  expect(await tick()).toEqual([]);
});
