import { type ConfigInput, configSchema } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { createDataIngestion } from './service.ts';
import { quiet, resolver, sendJson, standInBus, standInCursors, standInServer } from './testing/stand-ins.ts';

const NOON = Date.UTC(2026, 0, 27, 12);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function create(input: ConfigInput['data_ingestion']) {
  const bus = standInBus();
  const published: Record<string, number> = {};
  const config = configSchema.parse({
    data_ingestion: { host: { enabled: false }, otlp: { port: 0 }, ...input },
  }).data_ingestion;
  const ingestion = createDataIngestion({
    config,
    publish: bus.publish,
    cursors: standInCursors(),
    resolver,
    now: () => NOON,
    logger: quiet,
    counters: {
      published: {
        inc: (labels, by = 1) => {
          published[labels?.topic ?? ''] = (published[labels?.topic ?? ''] ?? 0) + by;
        },
      },
    },
  });
  closing.push(() => ingestion.stop());
  return { bus, ingestion, published };
}

describe('data-ingestion', { timeout: 20_000 }, () => {
  test('polls what it is given, receives OTLP, watches the host, and tells the health of each', async () => {
    const upstream = await standInServer((_request, response, url) => {
      if (url.pathname === '/api/v1/query_range') {
        const values = [[NOON / 1000 - 30, '1']];
        const result = [{ metric: { instance: 'web-1' }, values }];
        return sendJson(response, { status: 'success', data: { resultType: 'matrix', result } });
      }
      if (url.pathname === '/loki/api/v1/query_range') {
        const result = [{ stream: { host: 'web-1' }, values: [[`${NOON - 10_000}000000`, 'an error']] }];
        return sendJson(response, { status: 'success', data: { resultType: 'streams', result } });
      }
      return sendJson(response, {}, 503);
    });
    closing.push(upstream.close);
    const { ingestion, bus, published } = create({
      victoriametrics_url: upstream.url,
      loki_url: upstream.url,
      tempo_url: upstream.url,
      metrics: { queries: { cpu_usage: 'cpu' } },
      host: { enabled: true, interval: '1h' },
    });
    expect(ingestion.health()).toMatchObject({
      loki: { up: false },
      otlp: { up: false },
      host: { up: false },
    });
    await ingestion.start();
    await expect
      .poll(() => ingestion.health(), { timeout: 15_000 })
      .toMatchObject({
        victoriametrics: { up: true },
        loki: { up: true },
        tempo: { up: false, detail: expect.stringContaining('503') },
        otlp: { up: true },
        host: { up: true },
      });
    await ingestion.stop();
    expect(bus.values(topics.logs)).toHaveLength(1);
    expect(bus.values(topics.metrics)).toContainEqual(expect.objectContaining({ metric_name: 'cpu_usage' }));
    expect(bus.values(topics.events)).toMatchObject([{ event_type: 'source_down' }]);
    expect(published[topics.logs]).toBe(1);
    expect(ingestion.otlpPort()).toBeUndefined();
  });

  test('says which setting to change when the OTLP port is taken', async () => {
    const first = create({});
    await first.ingestion.start();
    const second = create({ otlp: { port: first.ingestion.otlpPort() } });
    await expect(second.ingestion.start()).rejects.toThrow(/OTLP_PORT/);
  });
});
