import { type DeviationDetails, topics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { detectionDriver, muted, START } from '../testing/detection-driver.ts';

type Driver = ReturnType<typeof detectionDriver>;
type Sample = [second: number, value: number];

const deviations = (t: Driver) =>
  t
    .read(topics.events)
    .filter(({ event_type }) => event_type === 'deviation')
    .map(({ entity_name, details, timestamp, summary }) => ({
      entity_name,
      summary,
      ...(details as DeviationDetails),
      timestamp: String(timestamp),
    }));
/** A value a minute that goes up and down by one. */
const usual = (minutes: number, level = 10): Sample[] =>
  Array.from({ length: minutes }, (_, i) => [60 * i, level + (i % 3) - 1]);

describe('a series', () => {
  test('outside its usual range is told, with how far', () => {
    const t = detectionDriver({});
    t.push('queue', {}, ...usual(60), [3600, 31]);
    expect(deviations(t)).toEqual([
      {
        entity_name: 'a',
        timestamp: new Date((START + 3600) * 1000).toISOString(),
        summary: 'queue of a is 31, usually 9 to 11',
        metric_name: 'queue',
        kind: 'metric',
        labels: { instance: 'a' },
        direction: 'up',
        size: 10,
        value: 31,
        usual: { lower: 9, upper: 11 },
      },
    ]);
  });
  test('inside of it, or by less than half of its width outside, is not', () => {
    const t = detectionDriver({});
    t.push('queue', {}, ...usual(60), [3600, 11.9], [3660, 9]);
    expect(deviations(t)).toEqual([]);
  });
  test('is told again when it is half as much further out, or after ten minutes', () => {
    const t = detectionDriver({});
    const out: Sample[] = Array.from({ length: 11 }, (_, i) => [3600 + 60 * i, i === 2 ? 52 : 31]);
    t.push('queue', {}, ...usual(60), ...out);
    expect(deviations(t).map(({ size, timestamp }) => [size, Date.parse(timestamp) / 1000 - START])).toEqual([
      [10, 3600],
      [20.5, 3720],
    ]);
    t.push('queue', {}, [4260, 31], [4320, 31]);
    expect(deviations(t).map(({ timestamp }) => Date.parse(timestamp) / 1000 - START)).toEqual([4320]);
  });
  test('that has a mute is not', () => {
    const t = detectionDriver({ mutes: [muted(3500, 4000)] });
    t.push('queue', {}, ...usual(60), [3600, 31]);
    expect(deviations(t)).toEqual([]);
  });
  test('that is constant counts by how wide the same metric of others is', () => {
    const alone = detectionDriver({});
    alone.push('queue', { instance: 'b' }, ...usual(60).map(([at]): Sample => [at, 10]), [3600, 31]);
    const among = detectionDriver({});
    for (const instance of ['c', 'd']) among.push('queue', { instance }, ...usual(60));
    among.push('queue', { instance: 'b' }, ...usual(60).map(([at]): Sample => [at, 10]), [3600, 31]);
    const [[loud], [calm]] = [deviations(alone), deviations(among)] as [
      { size: number }[],
      { size: number }[],
    ];
    expect(loud!.size).toBeGreaterThan(600);
    expect(calm!.size).toBeCloseTo(21 / 0.4, 0);
  });
});

test('deviations lie under the key of the domain and are numbered by their origin', () => {
  const t = detectionDriver({});
  t.push('queue', {}, ...usual(60), [3600, 31]);
  const [message] = t.readMessages(topics.events);
  expect(message).toMatchObject({
    key: 'default',
    headers: { 'aiops-origin': 'aiops.metrics/0', 'aiops-origin-seq': '1' },
  });
});
