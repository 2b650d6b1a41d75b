import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVictoriaMetrics, type VictoriaMetricsServer } from './victoriametrics.ts';

describe('VictoriaMetrics', () => {
  let metrics: VictoriaMetricsServer;
  beforeAll(async () => {
    metrics = await startVictoriaMetrics();
  }, 10 * 60_000);
  afterAll(async () => {
    await metrics?.stop();
  });

  test('finds a new series at once, although it was asked for it before', async () => {
    expect(await metrics.query('fan_speed')).toEqual([]);
    const at = Date.now() - 60_000;
    await metrics.import({ metric: { __name__: 'fan_speed', fan: '1' }, values: [900], timestamps: [at] });
    expect(await metrics.query('fan_speed', at)).toEqual([
      { metric: { __name__: 'fan_speed', fan: '1' }, value: 900 },
    ]);
    await metrics.importText('fan_speed{fan="2"} 1200\n');
    expect((await metrics.query('fan_speed{fan="2"}'))[0]?.value).toBe(1200);
  });

  test('says why it refuses a query', async () => {
    await expect(metrics.query('sum(')).rejects.toThrow(/VictoriaMetrics answered 422: .*sum\(/);
  });

  test('has its data when it comes back, and leaves nothing when it is stopped', async () => {
    const another = await startVictoriaMetrics();
    await another.importText('kept 5\n');
    await another.restart();
    expect((await another.query('kept'))[0]?.value).toBe(5);
    await another.kill();
    await expect(another.query('kept')).rejects.toThrow('fetch failed');
    await another.restart();
    expect((await another.query('kept'))[0]?.value).toBe(5);
    await another.stop();
    expect(existsSync(another.folder)).toBe(false);
  });
});
