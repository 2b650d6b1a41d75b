import { configSchema } from '@aiops/config';
import { type AnomalyMessage, createEntityResolver, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';

const resolver = createEntityResolver([]);
/** The beginning of a window, in seconds. */
const START = 1_700_000_040;
const MINUTE = 60;
const DAY = 86_400;
const iso = (second: number) => new Date((START + second) * 1000).toISOString();

interface Line {
  readonly host?: string;
  readonly second: number;
  readonly text: string;
  readonly level?: string;
}

function detection(logs: Record<string, unknown> = {}) {
  const counted = { templates: 0, uncounted: 0 };
  const counter = (name: keyof typeof counted) => ({
    inc: () => {
      counted[name] += 1;
    },
  });
  const config = configSchema.parse({ anomaly_detection: { logs } }).anomaly_detection;
  const driver = testDriver(
    createAnomalyDetection({
      config,
      resolver: () => resolver,
      counters: { templates: counter('templates'), uncounted: counter('uncounted') },
    }),
  );
  const log = ({ host = 'a', second, text, level = 'info' }: Line) => {
    const labels = { host };
    const timestamp = `${Math.round((START + second) * 1000)}000000`;
    const { id } = resolver.resolve(labels);
    driver.pipe(topics.logs, { timestamp, log_line: text, labels, level }, { key: id });
  };
  const anomalies = () => driver.read(topics.anomalies);
  return { ...driver, log, anomalies, counted };
}

/** A quiet life: one line a minute whose distances are no rhythm, from `from` to `to`. */
function* life(from: number, to: number, host = 'a'): Generator<Line> {
  for (let second = from; second < to; second += MINUTE)
    yield {
      host,
      second: second + ((second / MINUTE) % 2 === 0 ? 5 : 50),
      text: `served ${second} requests`,
    };
}

const only = (anomalies: readonly AnomalyMessage[], metric: string) =>
  anomalies.filter(({ metric_name }) => metric_name === metric);

describe('a line that was never seen', { timeout: 30_000 }, () => {
  const error = (second: number, text = 'disk sda1 is going to fail'): Line => ({
    second,
    text,
    level: 'error',
  });

  test('is told at the end of its window when it is an error, with what was expected and what came', () => {
    const t = detection();
    for (const line of life(0, 2 * DAY)) t.log(line);
    t.log(error(2 * DAY + 10));
    expect(t.anomalies()).toEqual([]);
    t.log({ host: 'b', second: 2 * DAY + MINUTE, text: 'hello' });
    expect(t.anomalies()).toMatchObject([
      {
        anomaly_type: 'log',
        metric_name: 'log_news',
        severity: 'medium',
        score: 2,
        value: 1,
        started_at: iso(2 * DAY + 10),
        timestamp: iso(2 * DAY + MINUTE),
        summary:
          'a logs an error that log_news did not expect, for it never came in 2 days: "disk <*> is going to fail", 1 time within 60 s: disk sda1 is going to fail',
        expected: { lower: 0, mid: 0, upper: 0 },
        evidence: [
          { kind: 'log', title: 'disk sda1 is going to fail' },
          { kind: 'log', query: '{host="a"} |= "is going to fail"' },
        ],
      },
    ]);
  });

  test('is over when it is quiet, or when it has come for an hour', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    t.log(error(DAY + MINUTE));
    for (let minute = 2; minute <= 11; minute += 1)
      t.log({ second: DAY + minute * MINUTE, text: 'served 1 requests' });
    expect(t.anomalies()).toMatchObject([
      { status: 'firing' },
      {
        status: 'resolved',
        ended_at: iso(DAY + 11 * MINUTE),
        summary: 'a has not logged it again for 10 min',
      },
    ]);
    const begin = 2 * DAY;
    for (let minute = 0; minute <= 61; minute += 1) {
      for (let i = 0; i < 2; i += 1) t.log(error(begin + minute * MINUTE + i, `fan f${i} stands still`));
    }
    expect(t.anomalies()).toMatchObject([
      { status: 'firing' },
      {
        status: 'resolved',
        ended_at: iso(begin + 60 * MINUTE),
        summary: 'a has logged it for 1 h: it is no news any more',
      },
    ]);
  });

  test('is told with low severity when it is a warning, and not at all when it is neither', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    t.log({ second: DAY + MINUTE, text: 'a new feature was switched on' });
    t.log({ second: DAY + MINUTE, text: 'WARNING: cache is cold', level: '' });
    for (const line of life(DAY + 2 * MINUTE, DAY + 4 * MINUTE)) t.log(line);
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'log_news', severity: 'low', summary: expect.stringContaining('a warning') },
    ]);
  });

  test('is told at once when it is neither but comes in a burst', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    for (let i = 0; i < 20; i += 1)
      t.log({ second: DAY + MINUTE + i, text: `rejected a packet of ${i} bytes` });
    expect(t.anomalies()).toMatchObject([
      { metric_name: 'log_news', severity: 'low', value: 20, timestamp: iso(DAY + MINUTE + 19) },
    ]);
  });

  test('is expected while the entity is being learned', () => {
    const t = detection();
    for (const line of life(0, DAY - 5 * MINUTE)) t.log(line);
    t.log(error(DAY - 5 * MINUTE));
    for (const line of life(DAY - 4 * MINUTE, DAY + 5 * MINUTE)) t.log(line);
    expect(t.anomalies()).toEqual([]);
  });

  test('is not told beside the anomaly of error lines, which it is part of', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    for (let i = 0; i < 8; i += 1) t.log(error(DAY + MINUTE + i));
    for (const line of life(DAY + 2 * MINUTE, DAY + 10 * MINUTE)) t.log(line);
    expect(new Set(t.anomalies().map(({ metric_name }) => metric_name))).toEqual(new Set(['error_logs']));
  });

  test('must come more often the more new ones an entity has shown', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    const news = (minute: number, text: string, times: number) => {
      for (let i = 0; i < times; i += 1) t.log({ second: DAY + minute * MINUTE + i, text, level: 'warn' });
      for (const line of life(DAY + (minute + 1) * MINUTE, DAY + (minute + 15) * MINUTE)) t.log(line);
      return only(t.anomalies(), 'log_news').filter(({ status }) => status === 'firing').length;
    };
    expect(news(1, 'one thing is odd', 1)).toBe(1);
    expect(news(21, 'some other thing', 1)).toBe(0);
    expect(news(41, 'a third matter looks bad', 2)).toBe(0);
    expect(news(61, 'fourth kind of complaint here', 4)).toBe(1);
  });

  test('is not told while templates have to leave for want of room: then nobody knows what was seen', () => {
    const t = detection({ templates: 3 });
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    for (const text of ['one', 'two words', 'and three words']) t.log({ second: DAY + MINUTE, text });
    expect(t.counted.templates).toBe(1);
    t.log(error(DAY + 2 * MINUTE));
    for (const line of life(DAY + 3 * MINUTE, DAY + 5 * MINUTE)) t.log(line);
    expect(t.anomalies()).toEqual([]);
  });
});

describe('a line that comes far more often than it used to', { timeout: 30_000 }, () => {
  const HOUR = 3_600;
  const learning = '2h';
  /** Three lines a minute for four hours, then ten times as many. */
  const busy = (t: ReturnType<typeof detection>, minutes: number) => {
    for (let second = 0; second < 4 * HOUR; second += 20)
      t.log({ second, text: `user u${second} logged in` });
    for (let second = 4 * HOUR; second < 4 * HOUR + minutes * MINUTE; second += 2)
      t.log({ second, text: `user u${second} logged in` });
  };

  test('is a burst within its window, and over when a window has passed without', () => {
    const t = detection({ learning });
    busy(t, 1);
    expect(t.anomalies()).toMatchObject([
      {
        metric_name: 'log_burst',
        severity: 'medium',
        value: 20,
        started_at: iso(4 * HOUR),
        timestamp: iso(4 * HOUR + 38),
        summary:
          'a logged "user <*> logged in" 20 times within 60 s, where log_burst expected at most 3.0 as in the 4 h before it, lately 3.0: user u14438 logged in',
        evidence: [{ kind: 'log' }, { kind: 'log' }, { kind: 'log' }, { query: '{host="a"} |= "logged in"' }],
      },
    ]);
    for (let second = 0; second < 120; second += 20)
      t.log({ second: 4 * HOUR + MINUTE + second, text: 'user u1 logged in' });
    expect(t.anomalies()).toMatchObject([
      {
        status: 'resolved',
        ended_at: iso(4 * HOUR + 60),
        summary: 'The burst of lines of a is over after 60 s',
      },
    ]);
  });

  test('is one anomaly however long it lasts, and what stays becomes the habit', () => {
    const t = detection({ learning });
    busy(t, 60);
    const anomalies = t.anomalies();
    expect(new Set(anomalies.map(({ anomaly_id }) => anomaly_id)).size).toBe(1);
    expect(anomalies.at(-1)).toMatchObject({ status: 'resolved' });
  });

  test('was a burst before: the second one of the same size is a habit', () => {
    const t = detection({ burst_lines: 10 });
    const burst = (day: number) => {
      for (let i = 0; i < 20; i += 1) t.log({ second: day * DAY + i, text: `batch item ${i} done` });
    };
    burst(0);
    for (const line of life(MINUTE, 2 * DAY)) t.log(line);
    burst(2);
    expect(t.anomalies()).toEqual([]);
    for (let i = 0; i < 60; i += 1) t.log({ second: 2 * DAY + MINUTE + i / 2, text: `batch item ${i} done` });
    expect(t.anomalies()).toMatchObject([{ metric_name: 'log_burst' }]);
  });

  test('the same line with the same stamp counts once', () => {
    const t = detection();
    for (const line of life(0, 2 * DAY)) t.log(line);
    for (let i = 0; i < 100; i += 1) t.log({ second: 2 * DAY, text: 'served 1 requests' });
    expect(t.anomalies()).toEqual([]);
  });

  test('lines beyond what one window has room for are told by a counter', () => {
    const t = detection();
    for (let i = 0; i < 2_010; i += 1) t.log({ second: i / 1000, text: `item ${i}` });
    expect(t.counted.uncounted).toBe(10);
  });
});

describe('a line that used to come regularly', { timeout: 30_000 }, () => {
  const beat = (second: number): Line => ({ second, text: `heartbeat ${second} ok` });
  const beating = (t: ReturnType<typeof detection>, from: number, to: number) => {
    for (let second = from; second <= to; second += MINUTE) t.log(beat(second));
  };

  test('is missed when others go on and it does not, and ends when it is back', () => {
    const t = detection();
    for (let second = 0; second <= DAY; second += MINUTE) {
      t.log(beat(second));
      t.log({ host: 'b', second: second + 30, text: 'hello' });
    }
    for (let second = DAY + MINUTE; second < DAY + 360; second += 30)
      t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toMatchObject([
      {
        metric_name: 'log_missing',
        entity_name: 'a',
        severity: 'medium',
        started_at: iso(DAY + 60),
        timestamp: iso(DAY + 300),
        summary:
          'a has not logged "heartbeat <*> ok" for 300 s; log_missing expected it every 60 s, as 1440 times in the 1 day before: heartbeat 86400 ok',
        evidence: [{ title: 'heartbeat 86400 ok' }, { query: '{host="a"} |= "heartbeat"' }],
      },
    ]);
    t.log(beat(DAY + 400));
    expect(t.anomalies()).toMatchObject([
      { status: 'resolved', ended_at: iso(DAY + 400), summary: 'a logs it again after 5.7 min' },
    ]);
  });

  test('is not missed when it came at random', () => {
    const t = detection();
    for (const line of life(0, DAY + MINUTE)) t.log(line);
    for (let second = DAY; second < 2 * DAY; second += MINUTE) t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toEqual([]);
  });

  test('is not missed when it beat for less than the time of learning', () => {
    const t = detection();
    beating(t, 0, DAY / 2);
    for (let second = DAY / 2; second < DAY; second += MINUTE) t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toEqual([]);
  });

  test('may be late now and then', () => {
    const t = detection();
    for (let second = 0; second <= DAY; second += MINUTE) {
      if (second % 3600 !== 1800) t.log(beat(second));
      t.log({ host: 'b', second, text: 'hello' });
    }
    for (let second = DAY; second < DAY + 600; second += MINUTE) t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toMatchObject([{ metric_name: 'log_missing' }]);
  });

  test('several of one entity that are missed together are one anomaly, which ends with the last', () => {
    const t = detection();
    for (let second = 0; second <= DAY; second += MINUTE) {
      t.log(beat(second));
      t.log({ second: second + 1, text: 'all queues are empty' });
    }
    for (let second = DAY; second < DAY + 900; second += 30) t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toHaveLength(1);
    t.log(beat(DAY + 900));
    expect(t.anomalies()).toEqual([]);
    t.log({ second: DAY + 901, text: 'all queues are empty' });
    expect(t.anomalies()).toMatchObject([{ status: 'resolved' }]);
  });

  test('a domain that was silent as a whole misses nothing', () => {
    const t = detection();
    beating(t, 0, DAY);
    t.log({ host: 'b', second: DAY + 3600, text: 'hello' });
    t.log(beat(DAY + 3601));
    expect(t.anomalies()).toEqual([]);
  });

  test('what does not come back is given up after the time of learning', () => {
    const t = detection({ learning: '2h' });
    beating(t, 0, 7200);
    for (let second = 7200; second < 16_000; second += 30) t.log({ host: 'b', second, text: 'hello' });
    expect(t.anomalies()).toMatchObject([
      { status: 'firing' },
      {
        status: 'resolved',
        ended_at: iso(7500 + 7200),
        summary: 'a has not logged it for another 2 h; it is not waited for any more',
      },
    ]);
  });

  test('the lines of office hours are missed once, then it is known', () => {
    const t = detection({ learning: '2h' });
    let missed = 0;
    for (let day = 0; day < 10; day += 1) {
      for (let second = 0; second < DAY; second += 300) {
        if (second < 8 * 3600) t.log({ second: day * DAY + second, text: 'office is open' });
        t.log({ host: 'b', second: day * DAY + second, text: 'hello' });
      }
      missed += only(t.anomalies(), 'log_missing').filter(
        ({ status, entity_name }) => status === 'firing' && entity_name === 'a',
      ).length;
    }
    expect(missed).toBe(1);
  });
});

test('links that go up and down are no templates', () => {
  const t = detection();
  for (const line of life(0, DAY + MINUTE)) t.log(line);
  for (let i = 0; i < 30; i += 1)
    t.log({ second: DAY + MINUTE + i, text: `Interface Gi0/${i}, changed state to down`, level: 'error' });
  for (const line of life(DAY + 2 * MINUTE, DAY + 5 * MINUTE)) t.log(line);
  expect(t.anomalies().map(({ metric_name }) => metric_name)).toEqual(['link_down']);
});

test('hostile lines cannot make the state of an entity grow', () => {
  const config = configSchema.parse({}).anomaly_detection;
  const entries = new Map<string, unknown>();
  const state = {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key: string, value: unknown) => void entries.set(key, value),
    delete: (key: string) => void entries.delete(key),
    keys: () => entries.keys(),
  };
  const task = createAnomalyDetection({ config, resolver: () => resolver }).task(state, 0, 1);
  const key = resolver.resolve({ host: 'a' }).id;
  const word = (i: number) => [...String(i)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const lines = [
    '__proto__',
    'constructor toString',
    '\ud800 \u0000',
    `${'('.repeat(1e6)}x`,
    'y'.repeat(1e6),
  ];
  for (let i = 0; i < 1_500; i += 1) lines.push(`${word(i)} ${`${word(7 * i)} `.repeat(i % 90)}`);
  for (const [i, log_line] of lines.entries()) {
    const value = { timestamp: `${START * 1000 + i}000000`, log_line, labels: { host: 'a' }, level: 'error' };
    task.onMessage(
      { topic: topics.logs, partition: 0, offset: i, key, headers: {}, value, recordedAt: 0 },
      () => undefined,
    );
  }
  expect(JSON.stringify([...entries]).length).toBeLessThan(400_000);
}, 30_000);
