import { type LogMessage, type MetricMessage, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFigureService, type FigureServiceOptions } from './figure-service.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const WEB = 'urn:aiops:device:server:lab:web-1';

function figures(options: Partial<FigureServiceOptions> = {}) {
  const dropped: string[] = [];
  const late = { inc: (labels?: { fate?: string }) => void dropped.push(labels?.fate ?? '') };
  const driver = testDriver(
    createFigureService({ latenessMs: 30_000, idleMs: 60_000, rollups: true, late, ...options }),
  );
  let lines = 0;
  return {
    dropped,
    restart: driver.restart,
    tick: driver.tick,
    /** A line so many ms after noon, with an id of its own unless one is given. */
    line(atMs: number, level?: string, more: { id?: string; key?: string } & Partial<LogMessage> = {}) {
      const { id = `line-${lines}`, key = WEB, ...fields } = more;
      lines += 1;
      const value: LogMessage = {
        timestamp: `${NOON + atMs}000000`,
        log_line: 'something happened',
        ...(level === undefined ? {} : { level }),
        entity_id: key,
        ...fields,
      };
      driver.pipe(topics.logs, value, { key, headers: { ce_id: id } });
    },
    samples(
      name: string,
      samples: readonly [second: number, value: number][],
      more: Partial<MetricMessage> = {},
    ) {
      const values = samples.map(([second, value]) => [NOON / 1_000 + second, value] as [number, number]);
      const value = { metric_name: name, labels: { core: 1 }, values, entity_id: WEB, ...more };
      driver.pipe(topics.metrics, value, { key: WEB });
    },
    read: () => driver.read(topics.metrics),
    /** `second after noon  metric  level` → value */
    told: () =>
      driver.read(topics.metrics).map(({ metric_name: name, labels = {}, values }) => {
        const [[second, value] = [0, 0]] = values;
        return [
          Number(second) - NOON / 1_000,
          name,
          ...(labels.level === undefined ? [] : [labels.level]),
          value,
        ];
      }),
  };
}

describe('lines', () => {
  test('are counted per entity, level and minute, and told when event time is past the minute', () => {
    const t = figures();
    for (const at of [0, 10_000, 59_999]) t.line(at, 'info');
    t.line(20_000, 'error');
    t.line(30_000);
    t.line(89_999, 'info');
    expect(t.told()).toEqual([]);
    t.line(90_000, 'info');
    const told = t.read();
    expect(told.map(({ labels, values }) => [labels?.level, values])).toEqual([
      ['error', [[NOON / 1_000 + 60, 1]]],
      ['info', [[NOON / 1_000 + 60, 3]]],
      ['unknown', [[NOON / 1_000 + 60, 1]]],
    ]);
    expect(told[0]).toMatchObject({
      metric_name: 'log_lines',
      timestamp: '2026-01-27T12:01:00.000Z',
      source: 'data-ingestion',
      entity_id: WEB,
      entity_type: 'server',
      entity_name: 'web-1',
    });
  });

  test('count once, under the key of their entity; what announces maintenance is none', () => {
    const t = figures();
    t.line(0, 'info', { id: 'twice' });
    t.line(0, 'info', { id: 'twice' });
    t.line(0, 'info', { key: 'another', entity_id: WEB });
    const times = { announced_at: NOON, from: NOON, until: NOON + 1 };
    t.line(0, 'info', { maintenance: { event_id: 'm', entity_id: WEB, ...times } });
    t.line(100_000, 'info');
    expect(t.told()).toEqual([[60, 'log_lines', 'info', 1]]);
  });

  test('that are late are not counted, and those of the future move no time', () => {
    const t = figures();
    t.line(0, 'info');
    t.line(100_000, 'info');
    t.told();
    t.line(59_000, 'info');
    expect(t.dropped).toEqual(['dropped']);
    t.line(61_000, 'info');
    t.line(160_000, 'info');
    expect(t.told()).toEqual([[120, 'log_lines', 'info', 2]]);
    t.line(Date.UTC(2101, 0) - NOON, 'info');
    t.line(170_000, 'info');
    expect(t.told()).toEqual([]);
  });

  test('of what fell silent are told once the clock has passed them', () => {
    const t = figures();
    t.line(0, 'info');
    t.tick(Date.UTC(2100, 0) + 59_999);
    expect(t.told()).toEqual([]);
    t.tick(Date.UTC(2100, 0) + 60_000);
    expect(t.told()).toEqual([[60, 'log_lines', 'info', 1]]);
  });

  test('may have hostile levels and ids, and more of them than are told apart', () => {
    const t = figures();
    t.line(0, '__proto__', { id: '__proto__' });
    t.line(0, 'x'.repeat(1_000_000), { id: 'y'.repeat(1_000_000) });
    for (let i = 0; i < 30; i += 1) t.line(0, `level ${i}`);
    t.line(100_000);
    const told = t.told();
    expect(told).toHaveLength(21);
    expect(told.find(([, , level]) => level === 'other')?.at(-1)).toBe(12);
    expect(told.find(([, , level]) => level === '__proto__')?.at(-1)).toBe(1);
    expect(Math.max(...told.map(([, , level]) => String(level).length))).toBe(200);
  });
});

describe('samples', () => {
  test('are rolled up per minute and per five minutes', () => {
    const t = figures();
    t.samples('cpu_usage', [
      [0, 5],
      [30, 1],
      [30, 99],
      [59, 3],
      [60, 7],
    ]);
    t.samples('cpu_usage', [[45, 2]]);
    t.samples('cpu_usage', [[330, 0]]);
    const told = t.told();
    expect(told.filter(([, name]) => String(name).includes('1m'))).toEqual([
      [60, 'cpu_usage:1m:min', 1],
      [60, 'cpu_usage:1m:max', 5],
      [60, 'cpu_usage:1m:avg', 11 / 4],
      [60, 'cpu_usage:1m:last', 3],
      [60, 'cpu_usage:1m:count', 4],
      [120, 'cpu_usage:1m:min', 7],
      [120, 'cpu_usage:1m:max', 7],
      [120, 'cpu_usage:1m:avg', 7],
      [120, 'cpu_usage:1m:last', 7],
      [120, 'cpu_usage:1m:count', 1],
    ]);
    expect(told.filter(([, name]) => String(name).includes('5m'))).toEqual([
      [300, 'cpu_usage:5m:min', 1],
      [300, 'cpu_usage:5m:max', 7],
      [300, 'cpu_usage:5m:avg', 18 / 5],
      [300, 'cpu_usage:5m:last', 7],
      [300, 'cpu_usage:5m:count', 5],
    ]);
  });

  test('of rollups and of figures that are made once a minute are left alone', () => {
    const t = figures();
    for (const name of ['cpu_usage:1m:max', 'span_rate', 'log_lines'])
      t.samples(name, [
        [0, 1],
        [400, 1],
      ]);
    expect(t.told()).toEqual([]);
  });

  test('are rolled up only if that is wanted', () => {
    expect(createFigureService({ latenessMs: 0, idleMs: 0, rollups: false }).consumes).toEqual([topics.logs]);
  });
});

test('a restart between any two messages changes nothing', () => {
  const message = fc.record({
    at: fc.integer({ min: 0, max: 400 }),
    level: fc.constantFrom('info', 'error', undefined),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    isSample: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 40 }),
      fc.infiniteStream(fc.boolean()),
      (messages, restarts) => {
        const [steady, restarted] = [figures(), figures()];
        for (const { at, level, id, isSample } of messages) {
          for (const t of [steady, restarted]) {
            if (isSample) t.samples('cpu_usage', [[at, at % 7]]);
            else t.line(at * 1_000, level, { id: `${id}${at}` });
          }
          if (restarts.next().value) restarted.restart();
        }
        for (const t of [steady, restarted]) {
          t.line(1_000_000);
          t.samples('cpu_usage', [[1_000, 0]]);
        }
        const told = steady.told();
        expect(restarted.told()).toEqual(told);
        expect(told.length > 0 || messages.length === 0).toBe(true);
      },
    ),
    { numRuns: 50 },
  );
});
