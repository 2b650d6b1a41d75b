import { configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { createLogger, createMemoryStateStore, createMetrics, Lifecycle } from '@aiops/runtime';
import { startGrafanaStandIn, testDriver } from '@aiops/testbed';
import { expect, test, vi } from 'vitest';
import { startGrafana } from '../grafana/start-grafana.ts';
import { startIncidentSeries } from '../series/start-incident-series.ts';
import { createInsightsAction } from '../service.ts';
import { sampleIncident } from '../testing/sample-incident.ts';
import { startOutboxes } from './start-outboxes.ts';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

test('an incident of the topic becomes an annotation, and neither a redelivery nor a restart writes it again', async () => {
  const grafana = await startGrafanaStandIn();
  const lifecycle = new Lifecycle(logger);
  const config = configSchema.parse({
    insights_action: { grafana: { url: grafana.url, password: 'admin' } },
  });
  const state = createMemoryStateStore();
  const crash = (error: Error) => expect.unreachable(error.message);
  const context = { config, state, logger, metrics: createMetrics('0'), now: () => 0, crash };
  const sinks = [await startGrafana(context, lifecycle), await startIncidentSeries(context, lifecycle)];
  const out = await startOutboxes(
    context,
    lifecycle,
    sinks.filter((sink) => sink !== undefined),
    { newest: async () => undefined },
  );
  const driver = testDriver(
    createInsightsAction({
      config: config.insights_action,
      runbooks: () => [],
      onReport: () => {},
      deliveries: out.deliveries,
    }),
  );
  driver.tick(0);
  const incident = sampleIncident();
  driver.pipe(topics.rcaResults, incident);
  await vi.waitFor(() => expect(out.deliveries.settled(String(incident.incident_id), 1)).toBe(true), {
    timeout: 20_000,
  });
  expect(grafana.annotations).toHaveLength(1);
  driver.pipe(topics.rcaResults, incident);
  driver.restart();
  driver.tick(0);
  await lifecycle.stop();
  expect(grafana.requests.map(({ method }) => method)).toEqual(['POST']);
  expect(out.health()).toEqual({ grafana: { up: true, required: false, detail: '0 waiting' } });
  await grafana.close();
});

test('without settings for them there are no sinks', async () => {
  const context = {
    config: configSchema.parse({}),
    state: createMemoryStateStore(),
    logger,
    metrics: createMetrics('0'),
    now: () => 0,
    crash: () => {},
  };
  const lifecycle = new Lifecycle(logger);
  expect(await startGrafana(context, lifecycle)).toBeUndefined();
  expect(await startIncidentSeries(context, lifecycle)).toBeUndefined();
});
