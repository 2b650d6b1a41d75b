import { createLogger, createMemoryStateStore, createMetrics, startSeriesWriter } from '@aiops/runtime';
import { startVictoriaMetrics } from '@aiops/testbed';
import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { createIncidentSeries } from './incident-series.ts';

test('a real VictoriaMetrics takes the series of incidents, whatever they are called', async () => {
  const server = await startVictoriaMetrics();
  const metrics = createMetrics('0');
  const writer = startSeriesWriter({
    url: server.url,
    service: 'insights-action',
    logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
    metrics,
  });
  const series = createIncidentSeries({
    records: createMemoryStateStore().records('incident-series'),
    write: writer.write,
    now: () => Date.now() - 2_000,
  });
  const never = new AbortController().signal;
  const named = (cause: string) => {
    const { result } = deliveryOf('x');
    return { root_cause: { ...result.root_cause, root_cause_device: cause } };
  };
  const hostile = '"} 1\nevil{x="\\';
  await series.sink.deliver(deliveryOf('i'), never);
  await series.sink.deliver(deliveryOf('j', 1, named(hostile)), never);
  await series.tick();
  await writer.flush();
  await server.flush();
  const found = await server.query('aiops_incident_open == 1');
  expect(found.map(({ metric }) => [metric.incident_id, metric.cause])).toEqual(
    expect.arrayContaining([
      ['i', 'rack-sw-1'],
      ['j', hostile],
    ]),
  );
  expect(await server.query('evil')).toEqual([]);
  const [candidate] = await server.query('aiops_incident_candidate_confidence{incident_id="i",rank="2"}');
  expect(candidate).toMatchObject({ metric: { device: 'server-1' }, value: 0.021 });
  await writer.stop();
  await server.stop();
});
