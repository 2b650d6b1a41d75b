import { describe, expect, test } from 'vitest';
import { detectionDriver, iso, muted } from '../testing/detection-driver.ts';

const rule = { name: 'hot', metric: 'disk_usage', threshold: 90 };
const levels = {
  name: 'hot',
  metric: 'disk_usage',
  severity: [
    { threshold: 90, severity: 'low' },
    { threshold: 98, severity: 'critical' },
  ],
};
const quiet = { detectors: [], rules: [rule] };

describe('while a mute is in effect', () => {
  test('nothing opens; what lasts longer opens with the first finding after it, and says since when and why so late', () => {
    const t = detectionDriver({ ...quiet, mutes: [muted(100, 200)] });
    t.push('disk_usage', {}, [100, 95], [150, 96], [199, 97]);
    expect(t.anomalies()).toEqual([]);
    t.push('disk_usage', {}, [200, 96]);
    expect(t.anomalies()).toMatchObject([
      {
        revision: 1,
        status: 'firing',
        started_at: iso(100),
        timestamp: iso(200),
        value: 96,
        summary: `disk_usage of a is 96.0, above its limit of 90 (rule hot); since ${iso(100)}, held back by mute works (The cables are renewed)`,
      },
    ]);
    t.push('disk_usage', {}, [210, 50]);
    expect(t.anomalies()).toMatchObject([{ revision: 2, status: 'resolved', ended_at: iso(210) }]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('nobody hears of what is over before it ends, but it is counted', () => {
    const t = detectionDriver({ ...quiet, mutes: [muted(100, 200)] });
    t.push('disk_usage', {}, [110, 95], [120, 96], [130, 50], [140, 95], [150, 50], [250, 50]);
    expect(t.anomalies()).toEqual([]);
    expect(t.counts).toEqual({ works: 2 });
  });

  test('what was open goes on, is not raised, and may end', () => {
    const t = detectionDriver({ detectors: [], rules: [levels], mutes: [muted(100, 200)] });
    t.push('disk_usage', {}, [90, 95], [110, 99], [120, 50], [250, 50]);
    expect(t.anomalies()).toMatchObject([
      { status: 'firing', severity: 'low', started_at: iso(90) },
      { status: 'resolved', severity: 'low', revision: 2, ended_at: iso(120) },
    ]);
    expect(t.counts).toEqual({});
  });

  test('what was open is raised after it when it is still that bad', () => {
    const t = detectionDriver({ detectors: [], rules: [levels], mutes: [muted(100, 200)] });
    t.push('disk_usage', {}, [90, 95], [110, 99], [210, 99]);
    expect(t.anomalies()).toMatchObject([
      { severity: 'low' },
      { severity: 'critical', revision: 2, timestamp: iso(210) },
    ]);
  });

  test('a hold goes on', () => {
    const held = { ...rule, hold: '60s' };
    const t = detectionDriver({ detectors: [], rules: [held], mutes: [muted(100, 150)] });
    t.push('disk_usage', {}, [100, 95], [130, 95], [160, 95]);
    expect(t.anomalies()).toMatchObject([{ started_at: iso(100), timestamp: iso(160) }]);
  });

  test('a restart of the service forgets nothing', () => {
    const t = detectionDriver({ ...quiet, mutes: [muted(100, 200)] });
    t.push('disk_usage', {}, [110, 95]);
    t.restart();
    t.push('disk_usage', {}, [120, 95], [200, 95]);
    expect(t.anomalies()).toMatchObject([{ started_at: iso(110), timestamp: iso(200) }]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('a mute that is taken out of the settings is over at once', () => {
    const t = detectionDriver({ ...quiet, mutes: [muted(100, 900)] });
    t.push('disk_usage', {}, [110, 95]);
    t.change([]);
    t.push('disk_usage', {}, [120, 95]);
    expect(t.anomalies()).toMatchObject([{ started_at: iso(110), timestamp: iso(120) }]);
  });

  test('a group of series is held back as well, by its own labels', () => {
    const grouped = { ...rule, per: ['site'] };
    const mutes = [muted(100, 200, { labels: { site: 'north' } })];
    const t = detectionDriver({ detectors: [], rules: [grouped], mutes });
    t.push('disk_usage', { site: 'north', disk: '1' }, [110, 95]);
    t.push('disk_usage', { site: 'south', disk: '1' }, [115, 95]);
    expect(t.anomalies()).toMatchObject([{ labels: { site: 'south' } }]);
    t.push('disk_usage', { site: 'north', disk: '1' }, [201, 95]);
    expect(t.anomalies()).toMatchObject([{ labels: { site: 'north' }, started_at: iso(110) }]);
  });
});

describe('the detectors', () => {
  const life = (from: number, to: number, level: number) =>
    Array.from({ length: (to - from) / 10 }, (_, i): [number, number] => [from + 10 * i, level + (i % 3)]);

  test('score under a mute but do not learn: what goes on is told after it, with its band', () => {
    const t = detectionDriver({ rules: [], mutes: [muted(600, 2600)] });
    t.push('load', {}, ...life(0, 600, 10), ...life(600, 2600, 40));
    expect(t.anomalies()).toEqual([]);
    t.push('load', {}, [2600, 40]);
    expect(t.anomalies()).toMatchObject([
      { anomaly_type: 'statistical', started_at: iso(600), timestamp: iso(2600), value: 40 },
    ]);
    expect(t.anomalies()).toEqual([]);
  });

  test('find the level of before normal after a restart under a mute', () => {
    const t = detectionDriver({ rules: [], mutes: [muted(600, 2600)] });
    t.push('load', {}, ...life(0, 600, 10), ...life(600, 2500, 40), ...life(2500, 3600, 10));
    expect(t.anomalies()).toEqual([]);
    t.push('load', {}, [3600, 40]);
    expect(t.anomalies()).toMatchObject([{ started_at: iso(3600) }]);
  });
});

test('spikes under a mute do not become a habit of their series', () => {
  const afterSpikes = (mutes: object[]) => {
    const t = detectionDriver({ rules: [], mutes });
    for (let i = 0; i < 2000; i += 1) {
      const level = 10 + Math.sin(i * i);
      t.push('queue', {}, [10 * i, i > 500 && i % 25 === 0 ? 30 : level]);
    }
    t.anomalies();
    t.push('queue', {}, [20_000, 18]);
    t.push('queue', {}, [20_010, 18]);
    return t.anomalies().length;
  };
  expect(afterSpikes([])).toBe(0);
  expect(afterSpikes([muted(5_000, 20_000)])).toBe(1);
});

describe('a series that falls silent under a mute', () => {
  const talk = (t: ReturnType<typeof detectionDriver>, host: string, from: number, to: number) => {
    for (let second = from; second < to; second += 10) t.push('load', { instance: host }, [second, 1]);
  };

  test('is told when it is over', () => {
    const t = detectionDriver({ rules: [], mutes: [muted(100, 5000, { entity: 'a' })] });
    talk(t, 'a', 0, 200);
    talk(t, 'b', 0, 5000);
    expect(t.anomalies()).toEqual([]);
    t.restart();
    talk(t, 'b', 5000, 5010);
    expect(t.anomalies()).toMatchObject([
      { anomaly_type: 'staleness', entity_name: 'a', started_at: iso(200), timestamp: iso(5000) },
    ]);
    expect(t.counts).toEqual({ works: 1 });
  });

  test('is not told when it is back by then', () => {
    const t = detectionDriver({ rules: [], mutes: [muted(100, 900, { entity: 'a' })] });
    talk(t, 'a', 0, 200);
    talk(t, 'b', 0, 800);
    for (let second = 800; second < 1000; second += 10) {
      talk(t, 'a', second, second + 1);
      talk(t, 'b', second, second + 1);
    }
    expect(t.anomalies()).toEqual([]);
    expect(t.counts).toEqual({ works: 1 });
  });
});

describe('a mute is about', () => {
  const told = (mute: object) => {
    const t = detectionDriver({ ...quiet, mutes: [muted(0, 100, mute)] });
    t.push('disk_usage', { instance: 'web-1', disk: 'sda' }, [10, 95]);
    return t.anomalies().length === 1;
  };
  test.each([
    [{}, false],
    [{ metric: 'disk_*' }, false],
    [{ metric: 'cpu_*' }, true],
    [{ metric: ['cpu_usage', 'disk_usage'], entity: ['db-*', 'web-?'] }, true],
    [{ entity: ['db-*', 'web-*'] }, false],
    [{ entity: 'urn:aiops:device:*:default:web-1' }, false],
    [{ entity: 'urn:aiops:device:*:default:web-2' }, true],
    [{ labels: { disk: ['sda', 'sdb'] } }, false],
    [{ labels: { disk: 'sdb' } }, true],
    [{ labels: { partition: '*' } }, true],
  ])('what fits all that it names: %j', (mute, isTold) => {
    expect(told(mute)).toBe(isTold);
  });
});
