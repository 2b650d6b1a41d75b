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
  const settled = new Set<string>();
  const deliveries: Deliveries = {
    offer: (delivery) => void offered.push(delivery),
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
  return { offered, settled, driver };
}
const seen = (offered: Delivery[]) =>
  offered.splice(0).map(({ incident, revision }) => `${incident}/${revision}`);

test('a revision is offered once, and again after a restart until it has arrived everywhere', () => {
  const { driver, offered, settled } = world();
  const result = { ...sampleIncident(), incident_id: 'i', revision: 1 };
  driver.pipe(topics.rcaResults, result, { recordedAt: 7 });
  expect(offered[0]).toMatchObject({ incident: 'i', revision: 1, recordedAt: 7, runbooks: [] });
  expect(seen(offered)).toEqual(['i/1']);
  driver.pipe(topics.rcaResults, result);
  driver.tick(0);
  driver.restart();
  expect(seen(offered)).toEqual(['i/1']);
  settled.add('i/1');
  driver.tick(1);
  driver.restart();
  expect(seen(offered)).toEqual([]);
});

test('of an incident only the newest revision waits', () => {
  const { driver, offered, settled } = world();
  for (const revision of [1, 2, 3])
    driver.pipe(topics.rcaResults, { ...sampleIncident(), incident_id: 'i', revision });
  settled.add('i/2');
  driver.tick(0);
  offered.length = 0;
  driver.restart();
  expect(seen(offered)).toEqual(['i/3']);
});
