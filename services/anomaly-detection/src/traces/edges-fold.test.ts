import { topics } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callDetection, type Minute, START, shopMinutes, uniform } from '../testing/calls.ts';

const iso = (minute: number) => new Date((START + minute * 60) * 1_000).toISOString();
const busy: Minute = { requests: { 'GET /': 20 }, calls: { cart: 10, db: 20 } };
const noDb: Minute = { requests: { 'GET /': 20 }, calls: { cart: 10 } };
const idle: Minute = { requests: { 'GET /': 0 } };
const DAY = 1_440;

type Detection = ReturnType<typeof callDetection>;
const play = (t: Detection, from: number, to: number, minute: Minute) => {
  for (let at = from; at < to; at += 1) t.minute(at, minute);
};

describe('a peer that is not called any more', { timeout: 60_000 }, () => {
  test('is told while the caller goes on, from the first minute without a call', () => {
    const t = callDetection();
    play(t, 0, 100, busy);
    play(t, 100, 105, noDb);
    expect(t.vanished()).toEqual([]);
    t.minute(105, noDb);
    expect(t.vanished()).toMatchObject([
      {
        anomaly_type: 'trace',
        detector: 'call_edges',
        metric_name: 'vanished_calls',
        labels: { peer: 'db' },
        entity_id: 'urn:aiops:service:service:default:shop',
        status: 'firing',
        revision: 1,
        severity: 'medium',
        score: 2,
        started_at: iso(100),
        timestamp: iso(105),
        summary:
          'shop has not called db for 300 s; by its requests in that time and the calls of the day before, call_edges expected 100',
        evidence: [
          {
            query:
              '{ resource.service.name =~ "(?i)shop" && (span.peer.service = "db" || span.server.address = "db") }',
          },
        ],
      },
    ]);
    play(t, 106, 200, noDb);
    expect(t.vanished()).toEqual([]);
  });

  test('is told once, and resolved when it is called again', () => {
    const t = callDetection();
    play(t, 0, 100, busy);
    play(t, 100, 130, noDb);
    const [firing] = t.vanished();
    play(t, 130, 132, busy);
    expect(t.vanished()).toMatchObject([
      {
        anomaly_id: firing?.anomaly_id,
        status: 'resolved',
        revision: 2,
        ended_at: iso(130),
        summary: 'shop calls db again after 1800 s',
      },
    ]);
    expect(t.observed()).toEqual([]);
  });

  test('is not missed for ever, nor new when it comes back', () => {
    const t = callDetection({ forget: '1h' });
    play(t, 0, 100, busy);
    play(t, 100, 162, noDb);
    expect(t.vanished().map(({ status, summary }) => [status, summary])).toEqual([
      [
        'firing',
        'shop has not called db for 300 s; by its requests in that time and the calls of the day before, call_edges expected 100',
      ],
      ['resolved', 'shop has not called db for 3600 s, which has become normal'],
    ]);
    play(t, 162, 2_000, noDb);
    play(t, 2_000, 2_010, busy);
    expect(t.vanished()).toEqual([]);
    expect(t.observed()).toEqual([]);
  });

  test.each<[string, Minute]>([
    ['answers nobody', idle],
    ['is silent itself', {}],
  ])('is not missed while the caller %s', (_what, minute) => {
    const t = callDetection();
    play(t, 0, 100, busy);
    play(t, 100, 300, minute);
    play(t, 300, 310, busy);
    expect(t.vanished()).toEqual([]);
  });

  test('is not missed in a few requests, when it is called for many', () => {
    const t = callDetection();
    play(t, 0, 100, { requests: { 'GET /': 100 }, calls: { db: 10 } });
    play(t, 100, 150, { requests: { 'GET /': 1 } });
    expect(t.vanished()).toEqual([]);
    play(t, 150, 162, { requests: { 'GET /': 1 } });
    expect(t.vanished()).toMatchObject([{ severity: 'low', labels: { peer: 'db' } }]);
  });

  test('is not missed before it was called in an hour of minutes, nor when it is never called regularly', () => {
    const t = callDetection();
    play(t, 0, 59, busy);
    play(t, 59, 200, noDb);
    expect(t.vanished()).toEqual([]);
    const next = uniform(3);
    for (let minute = 200; minute < 5_000; ) {
      play(t, minute, minute + 1, busy);
      const gap = 1 + Math.floor(60 * next() ** 4);
      play(t, minute + 1, minute + gap, noDb);
      minute += gap;
    }
    expect(t.vanished()).toEqual([]);
  });
});

describe('a peer that is called for the first time', { timeout: 60_000 }, () => {
  test('is told as an event and is no anomaly', () => {
    const node = {
      id: 'urn:aiops:device:database:default:mail-1',
      kind: 'device',
      type: 'database',
      site: 'default',
      name: 'mail-1',
    } as const;
    const t = callDetection({}, [node]);
    play(t, 0, DAY + 1, busy);
    play(t, DAY + 1, DAY + 5, { ...busy, calls: { ...busy.calls, 'mail-1': 1 } });
    const events = t.observed();
    expect(events).toMatchObject([
      {
        event_type: 'edge_observed',
        timestamp: iso(DAY + 2),
        source: 'anomaly-detection',
        severity: 'low',
        entity_id: 'urn:aiops:service:service:default:shop',
        summary: 'shop calls mail-1, which it has not been seen to call before',
        details: { caller: 'shop', callee: 'mail-1', callee_id: node.id, first_seen: iso(DAY + 2) },
      },
    ]);
    expect(t.vanished()).toEqual([]);
  });

  test('is only learned while the caller is new', () => {
    const t = callDetection({ learning: '1h' });
    for (let minute = 0; minute < 60; minute += 1)
      t.minute(minute, { ...busy, calls: { [`early-${minute}`]: 1 } });
    t.minute(60, { ...busy, calls: { late: 1 } });
    t.minute(61, busy);
    expect(t.observed().map(({ details }) => details?.callee)).toEqual(['late']);
  });

  test('is not new among more peers than can be known', () => {
    const t = callDetection({ learning: '0s' });
    play(t, 0, 10, busy);
    for (let i = 0; i < 250; i += 1) t.minute(10 + i, { ...busy, calls: { ...busy.calls, [`p${i}`]: 1 } });
    t.minute(300, busy);
    expect(t.observed()).toHaveLength(200);
  });
});

describe('figures of a minute', { timeout: 60_000 }, () => {
  test('may come in any order, twice, or late: nothing changes', () => {
    const [plain, mixed] = [callDetection(), callDetection()];
    for (let minute = 0; minute < 120; minute += 1) {
      const { requests = {}, calls = {} } = minute < 100 ? busy : noDb;
      plain.minute(minute, { requests, calls });
      mixed.minute(minute, { calls });
      if (minute > 2) mixed.minute(minute - 2, { calls: { db: 5 } });
      mixed.minute(minute, { requests });
      mixed.minute(minute, { requests, calls });
    }
    const told = plain.vanished();
    expect(told).toHaveLength(1);
    expect(mixed.vanished()).toEqual(told);
  });

  test('of all operations count, calls to the others do not', () => {
    const t = callDetection();
    play(t, 0, 100, { requests: { a: 10, b: 10 }, calls: { db: 20, other: 100 } });
    play(t, 100, 110, { requests: { b: 10 } });
    expect(t.vanished()).toMatchObject([
      { labels: { peer: 'db' }, summary: expect.stringContaining('call_edges expected 50') },
    ]);
  });

  test('from the future or without a caller that is known tell nothing', () => {
    const t = callDetection({ learning: '0s' });
    const labels = { service_name: 'shop', peer: 'db' };
    const message = { metric_name: 'span_call_rate', labels, values: [[START, 1] as [number, number]] };
    const key = 'urn:aiops:service:service:default:shop';
    t.pipe(topics.metrics, message, { key, recordedAt: (START - 3_601) * 1_000 });
    t.pipe(topics.metrics, { ...message, values: [[START + 60, 1]] }, { key });
    t.pipe(topics.metrics, { ...message, values: [[START + 120, 1]] }, { key });
    expect(t.observed()).toHaveLength(1);
    expect(t.read(topics.anomalies)).toEqual([]);
  });

  test('of calls are no series that detectors score, those of requests are', () => {
    const t = callDetection();
    play(t, 0, 100, busy);
    play(t, 100, 104, { requests: { 'GET /': 2_000 }, calls: { cart: 1_000, db: 2_000 } });
    expect(t.read(topics.anomalies).map(({ metric_name: metric }) => metric)).toEqual(['span_rate']);
  });

  test('that stop make no series stale', () => {
    const t = callDetection();
    play(t, 0, 100, busy);
    for (let minute = 100; minute < 200; minute += 1) t.rate(minute, 'GET /', 5, 'other-service');
    expect(t.read(topics.anomalies)).toEqual([]);
  });
});

describe('names', { timeout: 60_000 }, () => {
  test.each(['__proto__', 'constructor', '"} | evil', '\u001b[2Jx'])(
    '%j is a peer like any other',
    (peer) => {
      const t = callDetection();
      const calls = Object.fromEntries([[peer, 5]]);
      play(t, 0, 100, { requests: { a: 5 }, calls });
      play(t, 100, 110, { requests: { a: 5 } });
      const [anomaly] = t.vanished();
      expect(anomaly?.labels).toEqual({ peer });
      expect(anomaly?.summary).not.toContain('\u001b');
    },
  );

  test('10,000 peers, each with a name of 10,000 characters, leave a bounded state', () => {
    const t = callDetection({ learning: '0s' });
    for (let i = 0; i < 10_000; i += 1) t.callRate(Math.floor(i / 500), `${i}`.padEnd(10_000, 'x'), 1);
    t.minute(30, busy);
    t.minute(31, busy);
    expect(t.edgesLength()).toBeLessThan(200 * 500);
  });
});

test('a restart at any point changes nothing', { timeout: 120_000 }, () => {
  const minute = fc.constantFrom(busy, busy, busy, noDb, idle, {}, { ...busy, calls: { mail: 1 } });
  const stretches = fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 70 })), {
    minLength: 3,
    maxLength: 8,
  });
  fc.assert(
    fc.property(stretches, fc.infiniteStream(fc.nat(9)), (drawn, restarts) => {
      const outcomes = [false, true].map((isRestarted) => {
        const t = callDetection({ learning: '30m', forget: '1h' });
        play(t, 0, 70, busy);
        let at = 70;
        for (const [what, length] of drawn) {
          for (const end = at + length; at < end; at += 1) {
            t.minute(at, what);
            if (isRestarted && restarts.next().value === 0) t.restart();
          }
        }
        t.minute(at + 1, busy);
        return [t.vanished(), t.observed()];
      });
      expect(outcomes[1]).toEqual(outcomes[0]);
    }),
    { numRuns: 8 },
  );
});

describe('a week of a shop with quiet nights, rare mails and a job by the clock', {
  timeout: 120_000,
}, () => {
  const WEEK = 7 * DAY;
  test('tells nothing; then calls to a peer stop, and that is told', () => {
    const t = callDetection();
    const minutes = shopMinutes(42, WEEK + 60);
    for (let at = 0; at < WEEK; at += 1) t.minute(at, minutes[at] ?? {});
    expect(t.vanished()).toEqual([]);
    expect(t.observed()).toEqual([]);
    for (let at = WEEK; at < WEEK + 60; at += 1) {
      const { requests = {}, calls = {} } = minutes[at] ?? {};
      const { cart: _, ...others } = calls;
      t.minute(at, { requests, calls: others });
    }
    expect(t.vanished()).toMatchObject([
      { labels: { peer: 'cart' }, status: 'firing', started_at: iso(WEEK), timestamp: iso(WEEK + 5) },
    ]);
  });
});
