import { topics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { entityDriver, quietRows, STEP } from '../testing/entity-driver.ts';

const LEARNED = 1200;
const apart = <T extends object>(row: T) => ({ ...row, in: 540, out: 280 });

/** Feeds quiet rows and then six in which `in` and `out` come apart; `feed` says how a row is delivered. */
function outageOf(
  t: ReturnType<typeof entityDriver>,
  feed: (number: number, row: Record<string, number>) => void,
) {
  const next = quietRows(3);
  for (let number = 0; number < LEARNED; number += 1) feed(number, next());
  expect(t.anomalies().entity).toEqual([]);
  for (let number = LEARNED; number < LEARNED + 6; number += 1) feed(number, apart(next()));
  return t.anomalies().entity;
}

describe('rows are made of', () => {
  test('samples whose stamps differ by less than half an interval, in any order of metrics', () => {
    const t = entityDriver();
    const found = outageOf(t, (number, row) => {
      const names = Object.keys(row).sort(() => (number % 2 === 0 ? 1 : -1));
      for (const [place, name] of names.entries()) {
        t.push(name, STEP * number + 3 * place, row[name] as number);
      }
    });
    expect(found).toMatchObject([{ status: 'firing', detector: 'kmeans' }]);
  });

  test('the last value of a series that comes less often', () => {
    const t = entityDriver();
    const found = outageOf(t, (number, { memory, ...row }) => {
      t.row(number, number % 3 === 0 ? { ...row, memory: memory as number } : row);
    });
    expect(found).toMatchObject([{ status: 'firing', detector: 'kmeans' }]);
  });

  test('what there is, when a series has fallen silent', () => {
    const t = entityDriver({ staleness: { enabled: false } });
    const found = outageOf(t, (number, { memory, ...row }) => {
      t.row(number, number < 400 ? { ...row, memory: memory as number } : row);
    });
    expect(found).toMatchObject([{ status: 'firing', detector: 'kmeans' }]);
  });
});

test('a backfill that brings one series after the other is not judged', () => {
  const t = entityDriver({ staleness: { enabled: false } });
  const next = quietRows(4);
  for (let number = 0; number < LEARNED; number += 1) t.row(number, next());
  const missed = Array.from({ length: 120 }, next);
  for (const name of ['in', 'out', 'cpu', 'memory'] as const) {
    for (const [i, row] of missed.entries()) t.push(name, STEP * (LEARNED + i), row[name]);
  }
  for (let number = LEARNED + 120; number < LEARNED + 200; number += 1) t.row(number, next());
  expect(t.anomalies().entity).toEqual([]);
});

test('restarts change nothing', () => {
  const plain = entityDriver();
  const restarted = entityDriver();
  const found = [plain, restarted].map((t) =>
    outageOf(t, (number, row) => {
      for (const [name, value] of Object.entries(row)) {
        t.push(name, STEP * number, value);
        if (t === restarted && number % 23 === 7) t.restart();
      }
    }),
  );
  expect(found[0]).toHaveLength(1);
  expect(found[1]).toEqual(found[0]);
});

test('models are stored when they change, not with every row', () => {
  const t = entityDriver();
  const next = quietRows(5);
  for (let number = 0; number < 300; number += 1) t.row(number, next());
  const stored = t.stored();
  const writes = (prefix: string) => stored.filter((key) => key.startsWith(prefix)).length;
  expect(writes('entities/')).toBeGreaterThan(1000);
  // The first row, and 270 rows in spans of 64.
  expect(writes('entity-models/')).toBeLessThan(10);
});

test('the series beyond the 64th are told once, and judged by themselves', () => {
  const t = entityDriver();
  for (let number = 0; number < 40; number += 1) {
    for (let series = 0; series < 67; series += 1) t.push(`m${series}`, STEP * number, 10 + (number % 3));
  }
  const events = t.read(topics.events);
  expect(events).toMatchObject([
    { event_type: 'entity_cap', entity_name: 'server-1', details: { metric_name: 'm64', max: 64 } },
  ]);
});

test('an entity is forgotten with its last series, and its anomaly ends then', () => {
  const t = entityDriver({ staleness: { enabled: false }, series: { evict_after: '2h' } });
  const found = outageOf(t, (number, row) => {
    t.row(number, row);
    t.push('load', STEP * number, 1 + (number % 5), 'server-2');
  });
  expect(found).toHaveLength(1);
  expect(t.keys().filter((key) => key.startsWith('entit'))).toHaveLength(3);
  for (let number = LEARNED + 6; number < LEARNED + 300; number += 1) {
    t.push('load', STEP * number, 1 + (number % 5), 'server-2');
  }
  expect(t.anomalies().entity).toMatchObject([{ status: 'resolved', entity_name: 'server-1' }]);
  expect(t.keys().filter((key) => key.includes('server-1'))).toEqual([]);
});

test('without detectors over vectors nothing is kept of an entity', () => {
  const t = entityDriver({ detectors: [{ name: 'ewma' }, { name: 'kmeans', enabled: false }] });
  const next = quietRows(6);
  for (let number = 0; number < 100; number += 1) t.row(number, next());
  expect(t.keys().filter((key) => key.startsWith('entit'))).toEqual([]);
});

test('an option that no detector has stops the service before it begins', () => {
  expect(() => entityDriver({ detectors: [{ name: 'ewma' }, { name: 'kmeans', k: 3 }] })).toThrow(
    /detectors\[1\][\s\S]*kmeans[\s\S]*k/,
  );
});
