import { configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { expect, test } from 'vitest';
import type { Deliveries } from './pending-deliveries.ts';
import { createInsightsAction } from './service.ts';
import type { Delivery } from './sinks/incident-sink.ts';
import { sampleIncident } from './testing/sample-incident.ts';

function world() {
  const offered: Delivery[] = [];
  const again: Delivery[] = [];
  const tasks = new Set<AbortSignal>();
  const settled = new Set<string>();
  const deliveries: Deliveries = {
    offer(delivery, task) {
      offered.push(delivery);
      tasks.add(task);
    },
    offerAgain: (delivery) => void again.push(delivery),
    settled: (incident, revision) => settled.has(`${incident}/${revision}`),
  };
  const driver = testDriver(
    createInsightsAction({
      config: configSchema.parse({}).insights_action,
      runbooks: () => [],
      onReport: () => {},
      deliveries,
    }),
  );
  driver.tick(0);
  const restart = () => {
    driver.restart();
    driver.tick(0);
  };
  return { offered, again, tasks, settled, driver, restart };
}
const seen = (offered: Delivery[]) =>
  offered.splice(0).map(({ incident, revision }) => `${incident}/${revision}`);

test('a revision is offered once, and again after a restart until it has arrived everywhere', () => {
  const { driver, restart, offered, settled } = world();
  const result = { ...sampleIncident(), incident_id: 'i', revision: 1 };
  driver.pipe(topics.rcaResults, result, { recordedAt: 7 });
  expect(offered[0]).toMatchObject({ incident: 'i', revision: 1, recordedAt: 7, runbooks: [] });
  expect(seen(offered)).toEqual(['i/1']);
  driver.pipe(topics.rcaResults, result);
  driver.tick(0);
  restart();
  expect(seen(offered)).toEqual(['i/1']);
  settled.add('i/1');
  driver.tick(1);
  restart();
  expect(seen(offered)).toEqual([]);
});

test('a task that reads old results again offers nothing before its first tick, and then the newest revisions only', () => {
  const { driver, offered } = world();
  driver.restart();
  for (const revision of [1, 2])
    driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision });
  expect(seen(offered)).toEqual([]);
  driver.tick(0);
  expect(seen(offered)).toEqual(['i/2']);
  driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision: 3 });
  expect(seen(offered)).toEqual(['i/3']);
});

test('after a restart they are offered in the order in which they came', () => {
  const { driver, restart, offered } = world();
  for (const [incident_id, recordedAt] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id, revision: 1 }, { recordedAt });
  driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'a', revision: 2 }, { recordedAt: 4 });
  offered.length = 0;
  restart();
  expect(seen(offered)).toEqual(['b/1', 'c/1', 'a/2']);
});

test('an id that is too long to be a key is named by its hash, in every revision', () => {
  const { driver, offered } = world();
  for (const revision of [1, 2])
    driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'x'.repeat(100_000), revision });
  const [id, again] = offered.map(({ incident }) => incident);
  expect(id?.length).toBeLessThan(100);
  expect(again).toBe(id);
});

test('of an incident only the newest revision waits', () => {
  const { driver, restart, offered, settled } = world();
  for (const revision of [1, 2, 3])
    driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision });
  settled.add('i/2');
  driver.tick(0);
  offered.length = 0;
  restart();
  expect(seen(offered)).toEqual(['i/3']);
});

test('what has not arrived is offered again with each tick to where it does not wait', () => {
  const { driver, again, settled } = world();
  driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision: 1 });
  driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'j', revision: 1 });
  settled.add('j/1');
  driver.tick(1);
  expect(seen(again)).toEqual(['i/1']);
  settled.add('i/1');
  driver.tick(2);
  expect(seen(again)).toEqual([]);
});

test('when the task is lost, what it offered is withdrawn', () => {
  const { driver, restart, tasks } = world();
  driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision: 1 });
  expect([...tasks].map(({ aborted }) => aborted)).toEqual([false]);
  restart();
  expect([...tasks].map(({ aborted }) => aborted)).toEqual([true, false]);
});
