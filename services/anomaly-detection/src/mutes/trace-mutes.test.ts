import { spanMetrics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { detectionDriver, iso, muted } from '../testing/detection-driver.ts';

test('failed spans under a mute are not told, those of the same window after it are', () => {
  const t = detectionDriver({ mutes: [muted(0, 90)] });
  t.span(10, { status: 'error' });
  t.span(20, { status: 'error' });
  t.span(70, { status: 'error' });
  expect(t.anomalies()).toEqual([]);
  expect(t.counts).toEqual({ works: 2 });
  t.span(90, { status: 'error' });
  expect(t.anomalies()).toMatchObject([{ metric_name: 'trace_errors', revision: 1, started_at: iso(60) }]);
  t.span(91, { status: 'error' });
  expect(t.anomalies()).toEqual([]);
});

describe('a peer that is not called any more', { timeout: 60_000 }, () => {
  const PROVEN = 100;
  const settings = { detectors: [], rules: [], staleness: { enabled: false } };
  const driver = (from: number, until: number) =>
    detectionDriver({ ...settings, mutes: [muted(from * 60, until * 60)] });
  const play = (t: ReturnType<typeof detectionDriver>, from: number, to: number, calls: number) => {
    for (let minute = from; minute < to; minute += 1) {
      const at = (minute + 1) * 60;
      t.push(spanMetrics.rate, { service_name: 'shop', operation: 'GET' }, [at, 1]);
      if (calls > 0) t.push(spanMetrics.callRate, { service_name: 'shop', peer: 'db' }, [at, calls]);
    }
  };

  test('under a mute is told when that is over, from the last call on', () => {
    const t = driver(PROVEN, PROVEN + 60);
    play(t, 0, PROVEN, 1);
    play(t, PROVEN, PROVEN + 60, 0);
    expect(t.anomalies()).toEqual([]);
    t.restart();
    play(t, PROVEN + 60, PROVEN + 62, 0);
    expect(t.anomalies()).toMatchObject([
      {
        metric_name: 'vanished_calls',
        revision: 1,
        started_at: iso(PROVEN * 60),
        timestamp: iso((PROVEN + 61) * 60),
        summary: expect.stringContaining('shop has not called db for 3660 s'),
      },
    ]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('is told as well when the mute lasts longer than anybody is missed', () => {
    const mutes = [muted(PROVEN * 60, (PROVEN + 60) * 60)];
    const t = detectionDriver({ ...settings, mutes, traces: { edges: { forget: '30m' } } });
    play(t, 0, PROVEN, 1);
    play(t, PROVEN, PROVEN + 60, 0);
    expect(t.anomalies()).toEqual([]);
    play(t, PROVEN + 60, PROVEN + 62, 0);
    expect(t.anomalies()).toMatchObject([{ status: 'firing', started_at: iso(PROVEN * 60) }]);
  });

  test('is missed by the calls of before a mute', () => {
    const t = driver(PROVEN, PROVEN + 60);
    play(t, 0, PROVEN, 1);
    play(t, PROVEN, PROVEN + 60, 9);
    play(t, PROVEN + 60, PROVEN + 66, 0);
    expect(t.anomalies()).toMatchObject([{ summary: expect.stringContaining('expected 300') }]);
  });

  test('and is called again before it ends is not told', () => {
    const t = driver(PROVEN, PROVEN + 60);
    play(t, 0, PROVEN, 1);
    play(t, PROVEN, PROVEN + 50, 0);
    play(t, PROVEN + 50, PROVEN + 80, 1);
    expect(t.anomalies()).toEqual([]);
    expect(t.counts).toEqual({ works: 1 });
  });
});
