import { configSchema } from '@aiops/config';
import { createEntityResolver, deviationSchema, topics } from '@aiops/contracts';
import { testDriver } from '@aiops/testbed';
import { describe, expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { iso, muted, START } from '../testing/detection-driver.ts';

const resolver = createEntityResolver([]);

interface Line {
  readonly host?: string;
  readonly text: string;
  readonly level?: string;
  readonly trace?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

function detection(settings: object = {}) {
  const { anomaly_detection: config } = configSchema.parse({ anomaly_detection: settings });
  const driver = testDriver(createAnomalyDetection({ config, resolver: () => resolver }));
  const log = (second: number, { host = 'a', text, level = 'info', trace, labels = {} }: Line) => {
    const all = { ...labels, host };
    const timestamp = `${Math.round((START + second) * 1000)}000000`;
    driver.pipe(
      topics.logs,
      { timestamp, log_line: text, labels: all, level, ...(trace === undefined ? {} : { trace_id: trace }) },
      { key: resolver.resolve({ host }).id },
    );
  };
  /** So many requests in a minute, each with these lines. */
  const requests = (minute: number, count: number, lines: readonly Line[]) => {
    for (let i = 0; i < count; i += 1)
      for (const [place, line] of lines.entries())
        log(60 * minute + (58 * i) / count + place / 100, { ...line, trace: `t${minute}.${i}` });
  };
  const told = () => driver.read(topics.events).filter(({ event_type }) => event_type === 'deviation');
  return { ...driver, log, requests, told };
}

const CALL: readonly Line[] = [
  { host: 'front', text: 'request came in' },
  { text: 'order 12 is looked up' },
  { text: 'order 12 was found' },
];
const BROKEN: readonly Line[] = [...CALL.slice(0, 2), { text: 'order 12 cannot be read', level: 'error' }];

/** Ten ordinary minutes, and what comes in the eleventh. */
function eleventh(lines: readonly Line[], count = 20, settings: object = {}) {
  const t = detection(settings);
  for (let minute = 0; minute < 10; minute += 1) t.requests(minute, 20, CALL);
  t.requests(10, count, lines);
  t.log(660, { host: 'front', text: 'request came in', trace: 'next' });
  return t;
}

describe('lines of traces', () => {
  test('error lines that appear are told at the end of the minute, with the template and what was usual', () => {
    expect(eleventh(BROKEN).told()).toMatchObject([
      {
        timestamp: iso(660),
        entity_name: 'a',
        details: {
          metric_name: 'log_errors',
          kind: 'log',
          direction: 'up',
          labels: { template: 'order <*> cannot be read' },
          value: 20,
          usual: { lower: 0 },
        },
      },
      {
        details: {
          metric_name: 'log_lines',
          direction: 'down',
          labels: { template: 'order <*> was found' },
          value: 0,
        },
      },
    ]);
  });

  test('a second minute of it is not told again, unless it is much worse', () => {
    const t = eleventh(BROKEN);
    t.told();
    t.requests(11, 20, BROKEN);
    t.requests(12, 200, BROKEN);
    t.log(780, { host: 'front', text: 'request came in', trace: 'next' });
    expect(t.told().map(({ timestamp }) => timestamp)).toEqual([iso(780), iso(780)]);
  });

  test('lines that only vanish are told; an entity that nobody asks any more is no matter of lines', () => {
    const lost = eleventh(CALL.slice(0, 2)).told();
    expect(lost).toMatchObject([
      { entity_name: 'a', details: { direction: 'down', value: 0, usual: { upper: expect.any(Number) } } },
    ]);
    const { usual, size } = deviationSchema.parse(lost[0]?.details);
    expect(usual.lower).toBeGreaterThan(9);
    expect(usual.upper).toBeLessThan(35);
    expect(size).toBeGreaterThan(5);
    expect(eleventh(CALL.slice(0, 1)).told()).toEqual([]);
  });

  test('many more and very few requests with the same lines are nothing', () => {
    expect(eleventh(CALL, 200).told()).toEqual([]);
    expect(eleventh(CALL, 1).told()).toEqual([]);
  });

  test('the place in the code is a better name than the template', () => {
    const labels = { logger: 't.s.OrderService#372' };
    const t = eleventh(BROKEN.map((line) => (line.level === undefined ? line : { ...line, labels })));
    expect(t.told()[0]).toMatchObject({ details: { metric_name: 'log_errors', labels } });
  });

  test('the name of a class is none', () => {
    const labels = { logger: 't.s.OrderService' };
    const t = eleventh(BROKEN.map((line) => (line.level === undefined ? line : { ...line, labels })));
    expect(t.told()[0]).toMatchObject({ details: { labels: { template: 'order <*> cannot be read' } } });
  });

  test('hostile names stay what they are', () => {
    const labels = { logger: `__proto__${'x'.repeat(1000)}#1`, __proto__: 'y' };
    const t = eleventh(BROKEN.map((line) => (line.level === undefined ? line : { ...line, labels })));
    expect(t.told()[0]).toMatchObject({
      details: { labels: { logger: expect.stringMatching(/^__proto__x{191}$/) } },
    });
  });
});

describe('lines without traces', () => {
  const minute = (
    t: ReturnType<typeof detection>,
    at: number,
    count: number,
    text = 'worker 7 did its job',
  ) => {
    for (let i = 0; i < count; i += 1) t.log(60 * at + i, { text });
    t.log(60 * at + 59, { host: 'b', text: 'alive' });
  };
  const life = () => {
    const t = detection();
    for (let at = 0; at < 20; at += 1) minute(t, at, 30);
    return t;
  };

  test('are compared by time', () => {
    const t = life();
    minute(t, 20, 10);
    minute(t, 21, 30);
    expect(t.told()).toMatchObject([
      { timestamp: iso(21 * 60), details: { metric_name: 'log_lines', direction: 'down', value: 10 } },
    ]);
  });

  test('a night in which nobody says anything is no deviation, nor is the morning', () => {
    const t = life();
    minute(t, 500, 30);
    minute(t, 501, 30);
    minute(t, 502, 30);
    expect(t.told()).toEqual([]);
  });

  test('an entity that has been silent for an hour is not waited for any more', () => {
    const t = life();
    for (let at = 20; at < 300; at += 1) minute(t, at, 0);
    const times = t.told().map(({ timestamp }) => timestamp);
    expect(times[0]).toBe(iso(21 * 60));
    expect(times.at(-1)).toBe(iso(71 * 60));
  });
});

describe('the last minute before nothing more comes', () => {
  test('is judged after a while, by the traces that were seen of it', () => {
    const t = detection();
    for (let minute = 0; minute < 10; minute += 1) t.requests(minute, 20, CALL);
    t.requests(10, 10, BROKEN);
    t.told();
    t.tick(0);
    t.tick(45_000);
    expect(t.told()).toMatchObject([
      { timestamp: iso(660), details: { metric_name: 'log_errors', value: 10 } },
      { timestamp: iso(660), details: { metric_name: 'log_lines', value: 0 } },
    ]);
  });

  test('says nothing of what is counted by time, and neither does the one in which it goes on', () => {
    const t = detection();
    const lines = (from: number, to: number) => {
      for (let second = from; second < to; second += 2) t.log(second, { text: 'worker 7 did its job' });
    };
    lines(0, 1_210);
    t.tick(0);
    t.tick(45_000);
    lines(1_210, 1_400);
    expect(t.told()).toEqual([]);
  });
});

test('what comes under a mute is neither told nor learned', () => {
  const settings = { mutes: [muted(600, 660)] };
  const t = eleventh(BROKEN, 20, settings);
  expect(t.told()).toEqual([]);
  t.requests(11, 20, BROKEN);
  t.log(720, { host: 'front', text: 'request came in', trace: 'next' });
  const plain = eleventh(CALL, 20);
  plain.requests(11, 20, BROKEN);
  plain.log(720, { host: 'front', text: 'request came in', trace: 'next' });
  const sizes = (events: ReturnType<typeof t.told>) => events.map(({ details }) => Number(details?.size));
  const [first = 0] = sizes(t.told());
  expect(first).toBeGreaterThan(0.9 * (sizes(plain.told())[0] ?? 0));
});

test('duplicates and restarts change nothing', () => {
  const run = (isDisturbed: boolean) => {
    const t = detection();
    for (let minute = 0; minute < 12; minute += 1) {
      t.requests(minute, 20, minute === 10 ? BROKEN : CALL);
      if (isDisturbed) {
        t.restart();
        t.requests(minute, 20, minute === 10 ? BROKEN : CALL);
      }
    }
    return t
      .readMessages(topics.events)
      .filter(({ value }) => (value as { event_type: string }).event_type === 'deviation');
  };
  const told = run(false);
  expect(told).toHaveLength(2);
  expect(run(true)).toEqual(told);
});
