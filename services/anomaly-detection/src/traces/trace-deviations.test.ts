import type { EventMessage } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { iso, muted } from '../testing/detection-driver.ts';
import { START, shopTraces, type Trouble, traceDetection } from '../testing/service-graph.ts';

const CALLS = 12;

interface Details {
  readonly metric_name: string;
  readonly labels: { readonly operation: string; readonly child?: string };
  readonly direction: string;
  readonly size: number;
  readonly value: number;
  readonly usual: { readonly upper: number };
}

/** Metric, entity, operation and child, and direction of a deviation. */
const short = ({ details, entity_name: name }: EventMessage) => {
  const { metric_name: metric, labels, direction } = details as unknown as Details;
  const what = [labels.operation, labels.child].filter((one) => one !== undefined).join(' → ');
  return `${metric} of ${name} ${what} ${direction}`;
};

/** Ten usual minutes, then one with trouble, and the beginning of another. */
function afterUsual(trouble: Trouble, settings: object = {}) {
  const t = traceDetection(settings);
  for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS));
  expect(t.deviations()).toEqual([]);
  t.play(shopTraces(10, CALLS, trouble));
  expect(t.deviations()).toEqual([]);
  t.play(shopTraces(11, CALLS));
  return t;
}

describe('a minute that is unlike those before it', () => {
  test.each<[string, Trouble, string[]]>([
    ['usual', {}, []],
    ['a busy service spends more time itself', { busyCart: 40 }, ['span_self_time of cart GET /items up']],
    ['a slow network is a longer way to the callee', { slowNetwork: 40 }, ['span_gap of cart GET /items up']],
    [
      'what returns early does not call what it used to',
      { withoutQuery: 1 },
      ['span_children of cart GET /items → cart: query down'],
    ],
    ['failures', { failing: 0.8 }, ['span_failed of cart GET /items up']],
  ])('%s', (_what, trouble, expected) => {
    expect(afterUsual(trouble).deviations().map(short)).toEqual(expected);
  });

  test('says by how much, who sees it, and when', () => {
    const [gap] = afterUsual({ slowNetwork: 40 }).deviations();
    expect(gap).toMatchObject({
      timestamp: iso(660),
      entity_id: 'urn:aiops:service:service:default:cart',
      details: {
        kind: 'trace',
        labels: { operation: 'GET /items' },
        peer: 'urn:aiops:service:service:default:shop',
      },
      summary: expect.stringContaining('span_gap of cart, as shop sees it, is 4'),
      number: '1',
    });
    const { size, value, usual } = (gap as EventMessage).details as unknown as Details;
    expect(value).toBeCloseTo(42, 0);
    expect(size).toBeCloseTo(20, 0);
    expect(usual.upper).toBeLessThan(5);
  });

  test('is part of what is usual afterwards', () => {
    const t = afterUsual({ busyCart: 40 });
    t.deviations();
    for (let minute = 11; minute < 30; minute += 1) t.play(shopTraces(minute, CALLS, { busyCart: 40 }));
    const times = t.deviations().map(({ timestamp }) => timestamp);
    expect(times.every((time) => String(time) < iso(25 * 60))).toBe(true);
  });
});

describe('the last minute before nothing more comes', () => {
  const untilTrouble = () => {
    const t = traceDetection();
    for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS));
    t.play(shopTraces(10, CALLS, { busyCart: 40 }));
    t.tick(0);
    return t;
  };

  test('is judged after a while, once', () => {
    const t = untilTrouble();
    t.tick(44_999);
    expect(t.deviations()).toEqual([]);
    t.tick(45_000);
    expect(t.deviations().map(short)).toEqual(['span_self_time of cart GET /items up']);
    t.tick(200_000);
    expect(t.deviations()).toEqual([]);
  });

  test('is not lost when it goes on after all', () => {
    const t = untilTrouble();
    t.tick(45_000);
    t.deviations();
    for (let minute = 11; minute < 14; minute += 1) t.play(shopTraces(minute, CALLS, { failing: 0.8 }));
    expect(t.deviations().map(short)).toEqual(['span_failed of cart GET /items up']);
    expect(t.counts.late).toBe(0);
  });
});

test('a deviation that lasts is told again after ten minutes, or when it has grown', () => {
  const t = afterUsual({ failing: 0.8 });
  expect(t.deviations()).toHaveLength(1);
  for (let minute = 11; minute < 14; minute += 1) t.play(shopTraces(minute, CALLS, { failing: 0.8 }));
  expect(t.deviations()).toEqual([]);
});

test('several partitions tell deviations of their own', () => {
  const t = traceDetection({}, 2);
  for (const partition of [0, 1]) {
    for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS), partition);
    t.play(shopTraces(10, CALLS, { failing: 0.8 }), partition);
    t.play(shopTraces(11, CALLS), partition);
  }
  const ids = t.deviations().map(({ event_id: id }) => id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(2);
});

describe('under a mute', () => {
  const cart = { entity: ['cart'] };

  test('nothing is told of its entity', () => {
    const t = afterUsual({ failing: 0.8, slowNetwork: 40 }, { mutes: [muted(630, 640, cart)] });
    expect(t.deviations().map(short)).toHaveLength(2);
    const quiet = afterUsual({ failing: 0.8, slowNetwork: 40 }, { mutes: [muted(600, 660, cart)] });
    expect(quiet.deviations()).toEqual([]);
  });

  test('nothing is learned of it', () => {
    const t = traceDetection({ mutes: [muted(600, 1_200, cart)] });
    for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS));
    for (let minute = 10; minute < 20; minute += 1) t.play(shopTraces(minute, CALLS, { failing: 0.8 }));
    expect(t.deviations()).toEqual([]);
    t.play(shopTraces(20, CALLS, { failing: 0.8 }));
    t.play(shopTraces(21, CALLS));
    const [failed] = t.deviations();
    expect(failed?.details).toMatchObject({ metric_name: 'span_failed', usual: { lower: 0 } });
    expect(Number((failed?.details as unknown as Details | undefined)?.size)).toBeGreaterThan(9);
  });
});

describe('whatever the order', () => {
  const minutes = () => [
    ...Array.from({ length: 10 }, (_, minute) => shopTraces(minute, CALLS)),
    shopTraces(10, CALLS, { slowNetwork: 40, withoutQuery: 1 }),
    shopTraces(11, CALLS),
  ];
  const played = (
    change: (t: ReturnType<typeof traceDetection>, minute: number) => void,
    backwards = false,
  ) => {
    const t = traceDetection();
    for (const [minute, calls] of minutes().entries()) {
      const half = Math.floor(calls.length / 2) + 1;
      // Messages of the same trace stand side by side.
      const pairs = calls
        .map((_, index) => calls[backwards ? index ^ 1 : index])
        .filter((call) => call !== undefined);
      t.play(pairs.slice(0, half));
      change(t, minute);
      t.play(pairs.slice(half));
    }
    return t.deviations();
  };
  const expected = played(() => undefined);

  test('there is something to tell', () => {
    expect(expected.map(short)).toEqual([
      'span_gap of cart GET /items up',
      'span_children of cart GET /items → cart: query down',
    ]);
  });

  test('of the messages of a trace, the deviations are the same', () => {
    const without = (all: typeof expected) => all.map(({ details, event_id: id }) => ({ id, details }));
    expect(without(played(() => undefined, true))).toEqual(without(expected));
  });

  test('restarts in the midst of traces change nothing', () => {
    expect(played((t) => t.restart())).toEqual(expected);
  });
});

test('an entity without spans for long is forgotten', () => {
  const t = traceDetection({ series: { evict_after: '30m' } });
  for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS));
  const shop = (minute: number) =>
    shopTraces(minute, CALLS).filter(({ spans }) => spans[0]?.service === 'shop');
  for (let minute = 10; minute < 35; minute += 1) t.play(shop(minute));
  expect(t.counts.evicted).toBe(0);
  t.restart();
  for (let minute = 35; minute < 45; minute += 1) t.play(shop(minute));
  expect(t.counts.evicted).toBe(1);
});

test('nobody is forgotten because nothing came from anybody', () => {
  const t = traceDetection({ series: { evict_after: '30m' } });
  for (let minute = 0; minute < 10; minute += 1) t.play(shopTraces(minute, CALLS));
  const shop = (minute: number) =>
    shopTraces(minute, CALLS).filter(({ spans }) => spans[0]?.service === 'shop');
  for (let minute = 100; minute < 103; minute += 1) t.play(shop(minute));
  expect(t.counts.evicted).toBe(0);
});

test('names that nobody has seen do not crowd out those that are usual', () => {
  const t = traceDetection();
  const withIds = (minute: number) =>
    Array.from({ length: 300 }, (_, index) => ({
      traceId: `id-${minute}-${index}`,
      spans: [
        {
          span_id: 'x',
          service: 'cart',
          operation: `GET /items/${minute}/${index}`,
          start_time: START + minute * 60,
          duration: 0.001,
        },
      ],
    }));
  for (let minute = 0; minute < 12; minute += 1) {
    // They come before the others of their minute.
    if (minute > 0) t.play(withIds(minute));
    t.play(shopTraces(minute, CALLS, minute === 10 ? { failing: 0.8 } : {}));
  }
  t.play(shopTraces(12, CALLS));
  expect(t.counts.crowded).toBeGreaterThan(1_000);
  expect(t.deviations().map(short)).toContain('span_failed of cart GET /items up');
});

test.each(['__proto__', 'constructor', '12'])('an operation may be called %s', (operation) => {
  const t = traceDetection();
  const call = (minute: number, index: number, duration: number) => ({
    traceId: `${minute}-${index}`,
    spans: [
      { span_id: 'x', service: '__proto__', operation, start_time: START + minute * 60 + index, duration },
    ],
  });
  for (let minute = 0; minute < 4; minute += 1) {
    t.play(Array.from({ length: 10 }, (_, index) => call(minute, index, minute === 3 ? 1 : 0.01)));
    t.restart();
  }
  t.play([call(5, 0, 0.01)]);
  expect(t.deviations().map(short)).toEqual([`span_self_time of __proto__ ${operation} up`]);
});
