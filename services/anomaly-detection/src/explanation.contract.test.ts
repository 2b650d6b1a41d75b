import { type AnomalyMessage, spanMetrics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { detectionDriver } from './testing/detection-driver.ts';

type Driver = ReturnType<typeof detectionDriver>;

/** How a kind of anomaly comes about, and what its sentence has to say. */
interface Kind {
  readonly name: string;
  readonly settings?: object;
  readonly cause: (t: Driver) => void;
  /** What came, what was expected, and the period that it is compared with or lasted. */
  readonly came: RegExp;
  readonly expected: RegExp;
  /** None where one sample or line decides for itself. */
  readonly period?: RegExp;
  readonly hasBand?: boolean;
  readonly hasSamples?: boolean;
  readonly asks: 'metric' | 'log' | 'trace';
}

const LEARNING = 3600;
const logs = { learning: `${LEARNING}s` };
const rule = { name: 'hot', metric: 'disk_usage', threshold: 90, hold: '60s' };
const calm = { detectors: [], staleness: { enabled: false } };

const every = (distance: number, until: number, from = 0) =>
  Array.from({ length: (until - from) / distance }, (_, i) => from + distance * i);
const live = (t: Driver, until: number) => {
  for (const second of every(60, until))
    t.log(second + ((second / 60) % 2 === 0 ? 5 : 50), `served ${second} requests`);
};
const callsOf = (t: Driver, from: number, to: number, calls: number) => {
  for (const minute of every(1, to, from)) {
    t.push(spanMetrics.rate, { service_name: 'shop', operation: 'GET' }, [60 * (minute + 1), 1]);
    if (calls > 0)
      t.push(spanMetrics.callRate, { service_name: 'shop', peer: 'db' }, [60 * (minute + 1), calls]);
  }
};

const kinds: readonly Kind[] = [
  {
    name: 'detected',
    settings: { rules: [] },
    cause: (t) => {
      t.push('load', {}, ...every(10, 600).map((at): [number, number] => [at, 10 + (at % 3)]));
      t.push('load', {}, [600, 50]);
    },
    came: /is 50\.0/,
    expected: /expected/,
    hasBand: true,
    hasSamples: true,
    asks: 'metric',
  },
  {
    name: 'detected in a counter',
    settings: { rules: [] },
    cause: (t) => {
      t.push(
        'hits_total',
        {},
        ...every(10, 600).map((at): [number, number] => [at, 10 * at + (at % 30)]),
        [600, 6_700],
      );
    },
    came: /grows by 78\.0 per second/,
    expected: /expected .* per second/,
    hasBand: true,
    hasSamples: true,
    asks: 'metric',
  },
  {
    name: 'rule hot',
    settings: { ...calm, rules: [rule] },
    cause: (t) => t.push('disk_usage', {}, [0, 95], [60, 96]),
    came: /is 96\.0/,
    expected: /limit of 90/,
    period: /for 60 s/,
    hasSamples: true,
    asks: 'metric',
  },
  {
    name: 'rule hot over a group',
    settings: { ...calm, rules: [{ ...rule, per: [] }] },
    cause: (t) => {
      t.push('disk_usage', { disk: 'a' }, [0, 95]);
      t.push('disk_usage', { disk: 'b' }, [60, 97]);
    },
    came: /is 97\.0/,
    expected: /limit of 90/,
    period: /for 60 s, the worst of 2 series/,
    hasSamples: true,
    asks: 'metric',
  },
  {
    name: 'staleness',
    settings: { rules: [], detectors: [] },
    cause: (t) => {
      t.push('up', { instance: 'gone' }, ...every(10, 200).map((at): [number, number] => [at, 1]));
      t.push('up', {}, ...every(10, 400).map((at): [number, number] => [at, 1]));
    },
    came: /silent for 120 s/,
    expected: /expected one every 10 s/,
    period: /after its last 10 samples/,
    hasSamples: true,
    asks: 'metric',
  },
  {
    name: 'error_logs',
    cause: (t) => {
      live(t, 2400);
      for (const second of every(1, 2407, 2400)) t.log(second, 'error', 'error');
    },
    came: /logged \d+ error lines within 60 s/,
    expected: /expected at most 5/,
    period: /in the 30 windows before/,
    hasBand: true,
    asks: 'log',
  },
  {
    name: 'link_state',
    cause: (t) => t.log(0, 'Interface Gi0/1, changed state to down'),
    came: /Gi0\/1 down/,
    expected: /expected to be up/,
    hasBand: true,
    asks: 'log',
  },
  {
    name: 'log_burst',
    settings: { logs },
    cause: (t) => {
      live(t, 2 * LEARNING);
      for (const i of every(1, 30)) t.log(2 * LEARNING + i / 10, `served ${i} requests`);
    },
    came: /\d+ times within 60 s/,
    expected: /expected at most 1\.0/,
    period: /in the 2 h before/,
    hasBand: true,
    asks: 'log',
  },
  {
    name: 'log_news',
    settings: { logs },
    cause: (t) => {
      live(t, 2 * LEARNING);
      t.log(2 * LEARNING, 'fan f1 stands still', 'warn');
      t.log(2 * LEARNING + 60, 'served 1 requests');
    },
    came: /1 time within 60 s/,
    expected: /did not expect/,
    period: /never came in 2 h/,
    hasBand: true,
    asks: 'log',
  },
  {
    name: 'log_missing',
    settings: { logs },
    cause: (t) => {
      for (const second of every(30, 2 * LEARNING)) t.log(second, 'heartbeat of the agent');
      for (const minute of every(1, 5)) t.log(2 * LEARNING + 60 * minute, 'something else');
    },
    came: /has not logged .* for 150 s/,
    expected: /expected it every 30 s/,
    period: /in the 2 h before/,
    asks: 'log',
  },
  {
    name: 'trace_errors',
    cause: (t) => t.span(0, { status: 'error' }),
    came: /failed/,
    expected: /expects none to fail/,
    period: /within 60 s from/,
    asks: 'trace',
  },
  {
    name: 'slow_traces',
    cause: (t) => t.span(0, { duration: 2 }),
    came: /took longer than 1 s/,
    expected: /expects none to take so long/,
    period: /within 60 s from/,
    asks: 'trace',
  },
  {
    name: 'call_edges',
    settings: { ...calm, rules: [] },
    cause: (t) => {
      callsOf(t, 0, 100, 1);
      callsOf(t, 100, 106, 0);
    },
    came: /has not called db for 300 s/,
    expected: /expected \d+/,
    period: /the day before/,
    asks: 'trace',
  },
];

const upstreams = {
  victoriametrics_url: 'http://vm:8428',
  loki_url: 'http://loki:3100',
  tempo_url: 'http://tempo:3200',
};
const places = { metric: 'http://vm:8428/', log: 'http://loki:3100/', trace: 'http://tempo:3200/' };

function found(kind: Kind, of: object): AnomalyMessage[] {
  const t = detectionDriver(kind.settings ?? {}, of);
  kind.cause(t);
  return t.anomalies().filter(({ status }) => status === 'firing');
}

describe.each(kinds)('an anomaly of $name', { timeout: 60_000 }, (kind) => {
  const [anomaly, ...others] = found(kind, upstreams);
  const message = anomaly as AnomalyMessage;

  test('is the one that its cause makes', () => {
    expect(others.filter(({ metric_name: name }) => name !== message.metric_name)).toEqual([]);
  });

  test('says in one sentence what came, what was expected, by whom, and compared with which period', () => {
    const { summary, detector, rule: ofRule } = message;
    expect(summary).toMatch(kind.came);
    expect(summary).toMatch(kind.expected);
    expect(summary).toContain(ofRule ?? detector);
    if (kind.period !== undefined) expect(summary).toMatch(kind.period);
    expect(summary).toContain(message.entity_name);
    expect(summary).not.toMatch(/undefined|NaN|\n|\.$/);
  });

  test('carries the numbers to redraw it', () => {
    const { expected, samples = [], contributions = [], value, anomaly_type: type } = message;
    expect(contributions.length).toBeGreaterThan(0);
    expect(expected !== undefined).toBe(kind.hasBand ?? false);
    if (expected !== undefined) {
      expect(expected.lower).toBeLessThanOrEqual(expected.mid);
      expect(expected.mid).toBeLessThanOrEqual(expected.upper);
      expect(value).toBeGreaterThan(expected.upper);
    }
    expect(samples.length > 0).toBe(kind.hasSamples ?? false);
    const stamps = samples.map(([at]) => at);
    expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
    if (kind.hasSamples && type !== 'staleness') expect(samples.at(-1)?.[1]).toBe(value);
  });

  test('links to what it was seen in, where that has an address', () => {
    const asking = (message.evidence ?? []).filter(({ query }) => query !== undefined);
    expect(asking.map(({ kind: asked }) => asked)).toEqual([kind.asks]);
    expect(asking[0]?.url?.startsWith(places[kind.asks])).toBe(true);
    const [plain] = found(kind, {});
    expect(plain?.evidence?.some(({ url }) => url !== undefined)).toBe(false);
  });
});
