import { describe, expect, test } from 'vitest';
import { entityDriver, quietRows, START, STEP } from '../testing/entity-driver.ts';

/** Rows after which both detectors have something to say. */
const LEARNED = 1000;

/** `in` up and `out` down, each well inside its own band. */
const apart = <T extends object>(row: T) => ({ ...row, in: 535, out: 283 });

const iso = (row: number) => new Date((START + STEP * row) * 1000).toISOString();

function learned(detection: object = {}, seed = 1) {
  const t = entityDriver(detection);
  const next = quietRows(seed);
  let number = 0;
  const feed = (count: number, change = (row: ReturnType<typeof next>): Record<string, number> => row) => {
    for (let i = 0; i < count; i += 1) {
      t.row(number, change(next()));
      number += 1;
    }
  };
  feed(LEARNED);
  expect(t.anomalies()).toEqual({ entity: [], series: [] });
  return { ...t, feed };
}

describe('metrics that always moved together come apart, each within its own band', () => {
  test('it is one anomaly of the entity, which names them, and no series has one', () => {
    const t = learned();
    t.feed(6, apart);
    const { entity, series } = t.anomalies();
    expect(series).toEqual([]);
    expect(entity).toMatchObject([
      {
        anomaly_type: 'ml',
        detector: 'kmeans',
        metric_name: 'entity/*',
        entity_name: 'server-1',
        status: 'firing',
        started_at: iso(LEARNED),
        reason: 'metrics no longer move together',
      },
    ]);
    const { contributions = [], score = 0, summary, evidence } = entity[0] ?? {};
    expect(
      contributions
        .slice(0, 2)
        .map(({ metric_name: metric }) => metric)
        .sort(),
    ).toEqual(['in', 'out']);
    expect(contributions.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(score, 10);
    expect(summary).toMatch(
      /^Metrics of server-1 no longer fit together, each within its own range: (in|out) is \d+\.\d where \d+\.\d to \d+\.\d was expected, (in|out) is/,
    );
    expect(evidence?.map(({ query }) => query)).toContain('in{host="server-1"}');
  });

  test('it ends with the fifth calm row, at the first of them', () => {
    const t = learned();
    t.feed(6, apart);
    t.anomalies();
    t.feed(5);
    expect(t.anomalies().entity).toEqual([]);
    t.feed(1);
    expect(t.anomalies().entity).toMatchObject([
      {
        status: 'resolved',
        ended_at: iso(LEARNED + 6),
        summary: 'The metrics of server-1 fit together again after 180 s',
      },
    ]);
  });

  test('what lasts becomes normal', () => {
    const t = learned();
    const mirrored = <T extends { out: number }>(row: T) => ({ ...row, out: 600 - row.out });
    t.feed(1200, mirrored);
    const { entity } = t.anomalies();
    expect(entity[0]).toMatchObject({ status: 'firing' });
    expect(entity.at(-1)).toMatchObject({ status: 'resolved' });
    t.feed(600, mirrored);
    expect(t.anomalies().entity).toEqual([]);
  });
});

test('several metrics far out at once are an anomaly of the entity as well', () => {
  const t = learned();
  t.feed(6, (row) => ({ ...row, in: row.in + 200, out: row.out + 100, cpu: 90, memory: 90 }));
  expect(t.anomalies().entity).toMatchObject([
    {
      status: 'firing',
      reason: 'metrics moved together',
      summary: expect.stringContaining('as they have not before'),
    },
  ]);
});

test('what one series does alone is its own affair', () => {
  const t = learned();
  t.feed(6, (row) => ({ ...row, cpu: 95 }));
  const { entity, series } = t.anomalies();
  expect(series).toMatchObject([{ metric_name: 'cpu', status: 'firing' }]);
  expect(entity).toEqual([]);
});

test('an entity with two series is no more than they are', () => {
  const t = learned({}, 2);
  const two = ({ in: up, out }: { in: number; out: number }) => ({ in: up, out });
  const pair = entityDriver();
  const next = quietRows(2);
  for (let i = 0; i < LEARNED; i += 1) pair.row(i, two(next()));
  for (let i = LEARNED; i < LEARNED + 6; i += 1) pair.row(i, two(apart(next())));
  expect(pair.anomalies().entity).toEqual([]);
  t.feed(6, apart);
  expect(t.anomalies().entity).toHaveLength(1);
});

describe('a counter among the metrics of an entity', () => {
  const counters = (change = (row: Record<string, number>) => row) => {
    const t = entityDriver();
    const next = quietRows(1);
    let number = 0;
    let total = 0;
    const feed = (count: number, moved = change) => {
      for (let i = 0; i < count; i += 1) {
        const { in: rate = 0, ...row } = moved(next());
        total += rate * STEP;
        t.row(number, { ...row, in_total: total });
        number += 1;
      }
    };
    const restart = () => {
      total = 0;
    };
    return { ...t, feed, restart };
  };

  test('is judged by its rate, and said so', () => {
    const t = counters();
    t.feed(LEARNED);
    t.feed(6, apart);
    const { entity, series } = t.anomalies();
    expect(series).toEqual([]);
    expect(entity[0]?.summary).toMatch(/in_total is 535\.0 per second where \d+\.\d to \d+\.\d was expected/);
  });

  test('that is reset tells nothing', () => {
    const t = counters();
    for (let restarts = 0; restarts < 4; restarts += 1) {
      t.feed(LEARNED / 2);
      t.restart();
    }
    t.feed(20);
    expect(t.anomalies()).toEqual({ entity: [], series: [] });
  });
});
