import type { RcaResult, TopologyNode } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { expectInAnyOrder } from './testing/any-order.ts';
import { type Delivery, type Recording, record } from './testing/recording.ts';
import { play, rack1, told, tor1 } from './testing/scenario.ts';

const [a, b] = rack1 as [TopologyNode, TopologyNode];
const works = { maintenance: tor1, at: -60, from: 0, until: 1000 };
const slow = (server: TopologyNode, at: number) => [server, { metric: 'response_time', at }] as const;
type Entries = Parameters<typeof record>[1];
/** One origin; the others have seen the time pass. */
const origins = (...entries: Entries): Recording[] => [
  record('aiops.metrics/0', [{ watermark: -100 }, ...entries, { watermark: 9000 }]),
  record('aiops.metrics/1', [{ watermark: 9000 }]),
  record('aiops.logs/0', [{ watermark: 9000 }]),
];
const brief = (results: readonly RcaResult[]) =>
  results.map(({ status, timestamp }) => `${String(timestamp).slice(11, 19)} ${status}`);

describe('an entity under maintenance', () => {
  test('that others suffer from is named, and the incident says why', () => {
    const [opened] = play(origins(works, slow(a, 20))) as RcaResult[];
    expect(opened).toBeUndefined();
    const errors = [a, { metric: 'request_errors', at: 22 }] as const;
    const [result] = play(origins(works, slow(a, 20), errors)) as [RcaResult];
    expect(result.root_cause.root_cause_device).toBe('tor-1');
    expect(result.rca_summary).toContain(
      'tor-1 is under maintenance since 2026-01-27T10:00:00.000Z until 2026-01-27T10:16:40.000Z: New cables.',
    );
    expect(result.maintenance).toEqual([
      {
        entity_id: tor1.id,
        device: 'tor-1',
        from: '2026-01-27T10:00:00.000Z',
        until: '2026-01-27T10:16:40.000Z',
        reason: 'New cables',
      },
    ]);
    const [cause] = result.root_cause.candidates;
    expect(cause!.evidence[0]).toMatchObject({ kind: 'maintenance' });
    expect(cause!.terms).toContainEqual(expect.objectContaining({ name: 'maintenance', value: 1 }));
  });
  test('is not suspected by that alone where nothing depends on it', () => {
    const elsewhere = { ...works, maintenance: rack1[5]! };
    const entries = [slow(a, 20), slow(b, 21), [tor1, { metric: 'link_down', at: 10 }]] as const;
    const [with_, without] = [origins(elsewhere, ...entries), origins(...entries)].map((all) => play(all));
    expect(with_).toEqual(without);
  });
  test('opens no incident by what it shows itself, until it is over', () => {
    const own = [
      [tor1, { metric: 'link_down', at: 10 }],
      [tor1, { metric: 'cpu_usage', at: 20 }],
    ] as const;
    expect(brief(play(origins(works, ...own)))).toEqual(['10:16:40 open']);
    const over = [
      ...own,
      [tor1, { metric: 'link_down', at: 10, ended: 500, revision: 2 }],
      [tor1, { metric: 'cpu_usage', at: 20, ended: 900, revision: 2 }],
    ] as const;
    expect(play(origins(works, ...over))).toEqual([]);
    expect(brief(play(origins(...over)))).toEqual(['10:00:40 open', '10:20:00 resolved']);
  });
  test('opens one as soon as something else suffers', () => {
    const own = [tor1, { metric: 'link_down', at: 10 }] as const;
    const results = play(origins(works, own, slow(a, 400)));
    expect(brief(results)).toEqual(['10:06:40 open']);
    expect(results[0]!.rca_summary).toContain('tor-1 is under maintenance');
  });
  test('reopens nothing', () => {
    const first = [slow(a, 0), [a, { metric: 'cpu_usage', at: 1 }]] as const;
    const ends = first.map(([node, spec]) => [node, { ...spec, ended: 100, revision: 2 }] as const);
    const later = [tor1, { metric: 'link_down', at: 600 }] as const;
    const all = (...more: Entries) => brief(play(origins(...more, ...first, ...ends, later)));
    expect(all()).toEqual(['10:00:30 open', '10:06:40 resolved', '10:10:00 reopened']);
    expect(all({ ...works, from: 500 })).toEqual(['10:00:30 open', '10:06:40 resolved']);
  });
  test('closes nothing that is open when it is announced late, but the next revision says so', () => {
    const own = [
      [tor1, { metric: 'link_down', at: 10 }],
      [tor1, { metric: 'cpu_usage', at: 20 }],
    ] as const;
    const late = { ...works, at: 100 };
    const results = play(
      origins(...own, { watermark: 100 }, late, [tor1, { metric: 'memory_usage', at: 200, score: 9 }]),
    );
    expect(brief(results)).toEqual(['10:00:40 open', '10:03:20 updated']);
    expect(results.map(({ maintenance }) => maintenance?.length)).toEqual([undefined, 1]);
  });
  test('follows a later announcement of the same event, not an earlier one', () => {
    const own = [
      [tor1, { metric: 'link_down', at: 10 }],
      [tor1, { metric: 'cpu_usage', at: 20 }],
    ] as const;
    const shorter = { ...works, at: -50, until: 300 };
    expect(brief(play(origins(works, shorter, ...own)))).toEqual(['10:05:00 open']);
    expect(brief(play(origins(shorter, works, ...own)))).toEqual(['10:05:00 open']);
  });
  test('is unknown while no origin has numbered it, as anything typed by hand', () => {
    const [first, ...others] = origins(works, slow(a, 20), [a, { metric: 'request_errors', at: 22 }]);
    const bare = first!.events.map((event) => ({ ...event, headers: {} })) as Delivery[];
    expect(play([{ ...first!, events: bare }, ...others])[0]).toBeUndefined();
  });
});

describe('however it is delivered', () => {
  const recordings = (): Recording[] => [
    record('aiops.metrics/0', [
      { watermark: -100 },
      works,
      [tor1, { metric: 'link_down', at: 10 }],
      [tor1, { metric: 'cpu_usage', at: 12 }],
      { watermark: 400 },
      { watermark: 9000 },
    ]),
    record('aiops.metrics/1', [{ watermark: 0 }, works, slow(a, 500), slow(b, 501), { watermark: 9000 }]),
    record('aiops.logs/0', [{ watermark: 20 }, works, { watermark: 9000 }]),
  ];
  const expected = JSON.stringify(play(recordings()));
  const queues = recordings().flatMap(({ anomalies, events, watermarks }) => [anomalies, events, watermarks]);

  test('there is a result to compare', () => {
    const results = JSON.parse(expected) as RcaResult[];
    expect(told(results)).toEqual(['open tor-1', 'updated tor-1']);
    expect(results[0]!.maintenance).toHaveLength(1);
  });
  test('the results are the same bytes, with duplicates and restarts anywhere', () => {
    expectInAnyOrder(queues, expected, { numRuns: 100, endOnFailure: true });
  });
});
