import { headers as names, partitionOf, type RcaResult } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createRootCauseAnalysis } from './service.ts';
import { deployment, record, START } from './testing/recording.ts';
import { config, driver, pipe, pipeAll, rack1, topology, tor1, tor2 } from './testing/scenario.ts';

const changeOf = (result: RcaResult | undefined, device = 'tor-1') =>
  result?.root_cause.candidates
    .find((candidate) => candidate.device === device)
    ?.terms.find(({ name }) => name === 'change');
const storm = record('aiops.metrics/0', [
  [rack1[0]!, { metric: 'response_time', at: 20 }],
  [rack1[1]!, { metric: 'response_time', at: 21 }],
  { watermark: 100 },
]);
/** What two slow servers are explained by after these events, where one origin alone counts. */
const afterEvents = (...events: readonly ReturnType<typeof deployment>[]) => {
  const target = driver({ origins: ['aiops.metrics/0'] });
  for (const event of events) pipe(target, event);
  pipeAll(target, storm);
  return target.read('aiops.rca_results')[0];
};

describe('a deployment before the outage', () => {
  test('is named in the result, with what was deployed', () => {
    const result = afterEvents(deployment(tor1, -30));
    expect(changeOf(result)).toMatchObject({ weight: 0.25, inputs: { summary: 'release -30' } });
    expect(result?.root_cause.explanation).toContain('deployment of tor-1 at 09:59:30Z, 50 s before');
  });
  test('is found by the name of its device, too', () => {
    const byName = deployment(tor1, -30, { entity_id: undefined, details: { device_name: 'tor-1' } });
    expect(changeOf(afterEvents(byName))).toMatchObject({ inputs: { summary: 'release -30' } });
    const nameless = { entity_id: undefined, entity_name: undefined };
    expect(changeOf(afterEvents(deployment(tor1, -30, nameless)))).toBeUndefined();
  });
  test('counts once however often it comes', () => {
    const event = deployment(tor1, -30);
    expect(afterEvents(event, event)).toEqual(afterEvents(event));
  });
  test('counts from then on when it comes late, by its own time', () => {
    const target = driver({ origins: ['aiops.metrics/0'] });
    const { anomalies, watermarks } = record('aiops.metrics/0', [
      [rack1[0]!, { metric: 'response_time', at: 20 }],
      [rack1[1]!, { metric: 'response_time', at: 21 }],
      { watermark: 100 },
      [rack1[2]!, { metric: 'response_time', at: 110 }],
      { watermark: 400 },
    ]);
    const late = deployment(tor1, -30);
    for (const delivery of [...anomalies.slice(0, 2), watermarks[0]!, late, anomalies[2]!, watermarks[1]!])
      pipe(target, delivery);
    const [before, after] = target.read('aiops.rca_results');
    expect(changeOf(before)).toBeUndefined();
    expect(changeOf(after)).toMatchObject({ inputs: { at: START - 30_000, of: rack1[0]!.id } });
  });
});

test('a deployment that is only planned explains nothing, and none moves the time', () => {
  const afterwards = (...events: readonly ReturnType<typeof deployment>[]) => {
    const target = driver({ origins: [] });
    for (const { value } of events)
      target.pipe('aiops.events', value as never, { key: tor1.id, recordedAt: START });
    target.tick(0);
    pipeAll(target, storm);
    return target.read('aiops.rca_results');
  };
  expect(afterwards()).toHaveLength(1);
  expect(afterwards(deployment(tor2, 50))).toEqual(afterwards());
  const done = deployment(tor1, -30);
  expect(changeOf(afterwards(done)[0])).toBeDefined();
  expect(afterwards(done, deployment(tor1, 61), deployment(tor1, 86_400))).toEqual(afterwards(done));
});

test('a deployment goes to the partition of its domain, with the entity that was found', () => {
  const partitions = 4;
  const service = createRootCauseAnalysis({
    config,
    topology: () => ({ topology, status: 'ok' }),
    origins: [],
  });
  const target = testDriver(service, { partitions });
  const home = partitionOf('default', partitions);
  const event = deployment(tor1, -30, { entity_id: undefined, details: { device_name: 'tor-1' } });
  target.pipe('aiops.events', event.value as never, { key: tor1.id, partition: (home + 1) % partitions });
  const [moved, ...others] = target.readMessages('aiops.events');
  expect(others).toEqual([]);
  expect(moved).toMatchObject({ key: 'default', headers: { [names.rekeyed]: '1' } });
  expect(moved!.value).toMatchObject({ entity_id: tor1.id, summary: 'release -30' });
  for (const partition of [home, (home + 1) % partitions])
    target.pipe('aiops.events', moved!.value as never, {
      key: 'default',
      partition,
      headers: moved!.headers!,
    });
  expect(target.readMessages('aiops.events')).toEqual([]);
});
