import { createEntityResolver, headers, topics } from '@aiops/contracts';
import { InvalidMessage } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { detectionDriver, iso, START } from '../testing/detection-driver.ts';

const settings = { detectors: [], rules: [{ name: 'hot', metric: 'disk_usage', threshold: 90 }] };
const works = {
  event_id: 'works-1',
  summary: 'New disks',
  details: { from: iso(100), until: iso(200) },
  entity_id: createEntityResolver([]).resolve({ instance: 'a' }).id,
};

describe('maintenance that was announced', () => {
  test('holds back what is found on its entity, by whichever topic', () => {
    const t = detectionDriver(settings);
    t.deliver(t.announcements(works));
    t.push('disk_usage', {}, [110, 95]);
    t.push('disk_usage', { instance: 'b' }, [110, 95]);
    for (let i = 0; i < 5; i += 1) t.log(120 + i, `error ${i}`, 'error');
    expect(t.anomalies()).toMatchObject([{ entity_name: 'b' }]);
    expect(t.counts).toEqual({ maintenance: 2 });
    t.push('disk_usage', {}, [200, 95]);
    expect(t.anomalies()).toMatchObject([
      {
        started_at: iso(110),
        timestamp: iso(200),
        summary: expect.stringContaining('held back by mute maintenance (New disks)'),
      },
    ]);
  });

  test('of a service is told to every partition of the traces', () => {
    const t = detectionDriver(settings, {}, 3);
    const told = t.announcements({
      ...works,
      entity_id: undefined,
      entity_name: 'shop',
      entity_type: 'service',
    });
    expect(told.map(({ topic, partition }) => [topic, partition])).toEqual([
      [topics.metrics, undefined],
      [topics.logs, undefined],
      [topics.traces, 0],
      [topics.traces, 1],
      [topics.traces, 2],
    ]);
    t.deliver(told);
    for (const partition of [0, 1, 2]) t.span(150, { status: 'error' }, partition);
    expect(t.anomalies()).toEqual([]);
    for (const partition of [0, 1, 2]) t.span(300, { status: 'error' }, partition);
    expect(new Set(t.anomalies().map(({ anomaly_id: id }) => id)).size).toBe(1);
  });

  test('counts from where its topic tells it, whatever came on the others: late, it closes nothing', () => {
    const t = detectionDriver(settings);
    const [samples, lines] = t.announcements(works);
    t.deliver(lines === undefined ? [] : [lines]);
    t.push('disk_usage', {}, [110, 95]);
    t.deliver(samples === undefined ? [] : [samples]);
    t.push('disk_usage', {}, [120, 50], [130, 95]);
    expect(t.anomalies()).toMatchObject([{ status: 'firing' }, { status: 'resolved', ended_at: iso(120) }]);
    expect(t.counts).toEqual({ maintenance: 1 });
  });

  test('comes again without any effect, and survives a restart', () => {
    const t = detectionDriver(settings);
    const first = t.announcements(works);
    expect(t.announcements(works)).toEqual(first);
    t.deliver(first);
    t.restart();
    t.push('disk_usage', {}, [110, 95]);
    t.deliver(first);
    t.push('disk_usage', {}, [120, 95]);
    expect(t.anomalies()).toEqual([]);
  });

  test('may be shortened or prolonged by a later event of the same id, not by an earlier one', () => {
    const t = detectionDriver(settings);
    const first = t.announcements(works);
    t.deliver(first);
    t.deliver(
      t.announcements({ ...works, timestamp: iso(10), details: { from: iso(100), until: iso(120) } }),
    );
    t.deliver(first);
    t.push('disk_usage', {}, [130, 95]);
    expect(t.anomalies()).toMatchObject([{ started_at: iso(130) }]);
  });

  test('is no sample, line or span itself', () => {
    const t = detectionDriver({ ...settings, rules: [{ name: 'm', metric: 'maintenance', threshold: 0 }] });
    t.deliver(t.announcements(works));
    t.push('disk_usage', {}, [5000, 1]);
    expect([t.anomalies(), t.counts]).toEqual([[], {}]);
    expect(t.read(topics.events).filter(({ event_type: type }) => type !== 'maintenance_known')).toEqual([]);
  });

  test('is bounded: of more than a thousand, those that end first are forgotten', () => {
    const t = detectionDriver(settings);
    t.deliver(t.announcements(works));
    for (let i = 0; i < 1_000; i += 1) {
      const details = { until: iso(300 + i) };
      const [samples] = t.announcements({
        ...works,
        event_id: `other-${i}`,
        entity_id: `urn:x:${i}`,
        details,
      });
      if (samples !== undefined) t.deliver([samples]);
    }
    t.push('disk_usage', {}, [110, 95]);
    expect(t.anomalies()).toHaveLength(1);
  });
});

describe('what is told on to whoever names causes', () => {
  const told = (t: ReturnType<typeof detectionDriver>) =>
    t
      .readMessages(topics.events)
      .filter(({ value }) => (value as { event_type?: string }).event_type === 'maintenance_known');
  const placeOf = ({ key, headers: { ...numbers } = {} }: ReturnType<typeof told>[number]) => [
    key,
    numbers[headers.origin],
    numbers[headers.originSeq],
    numbers[headers.originWatermark],
  ];

  test('is the same by every input, numbered in each, with the same id', () => {
    const t = detectionDriver(settings);
    t.push('disk_usage', {}, [10, 50]);
    t.log(20, 'hello');
    t.span(30);
    t.read(topics.events);
    t.deliver(t.announcements(works));
    const all = told(t);
    expect(all.map(placeOf)).toEqual([
      ['default', 'aiops.metrics/0', '1', String(1000 * (START + 10))],
      ['default', 'aiops.logs/0', '1', String(1000 * (START + 20))],
      ['default', 'aiops.traces/0', '1', String(1000 * (START + 30))],
    ]);
    expect(new Set(all.map(({ id, value }) => JSON.stringify([id, value]))).size).toBe(1);
    expect(all[0]!.value).toMatchObject({
      entity_id: works.entity_id,
      timestamp: iso(0),
      summary: 'New disks',
      details: { event_id: 'works-1', from: iso(100), until: iso(200) },
    });
    expect(t.read(topics.watermarks).at(-1)).toMatchObject({ domains: { default: { deviated: 1 } } });
  });

  test('waits for the first event time of the domain in an input that has seen none, also over a restart', () => {
    const t = detectionDriver(settings);
    const [samples] = t.announcements(works);
    t.deliver([samples!]);
    expect(told(t)).toEqual([]);
    t.restart();
    t.push('disk_usage', {}, [10, 50], [60, 50]);
    expect(told(t).map(placeOf)).toEqual([['default', 'aiops.metrics/0', '1', String(1000 * (START + 10))]]);
    t.push('disk_usage', {}, [120, 50]);
    expect(told(t)).toEqual([]);
  });
});

describe('an event', () => {
  test.each([
    ['of another type', { event_type: 'deployment' }],
    ['without an end, which is a mere notice', { details: {} }],
    ['that names no entity', { entity_id: undefined, details: { until: iso(200), ticket: 'X-1' } }],
  ])('%s mutes nothing', (_what, more) => {
    expect(detectionDriver(settings).announcements({ ...works, ...more })).toEqual([]);
  });

  test('with times that cannot be used is refused with the place', () => {
    const t = detectionDriver(settings);
    const announce = (details: object) => () => t.announcements({ ...works, details });
    expect(announce({ until: 'tomorrow' })).toThrow(InvalidMessage);
    expect(announce({ from: iso(2), until: iso(1) })).toThrow(
      'details.until of maintenance: expected a later time than from',
    );
  });
});
