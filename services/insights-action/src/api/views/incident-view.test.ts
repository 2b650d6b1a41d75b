import type { RcaResult } from '@aiops/contracts';
import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { incidentOf } from '../../suggestion.ts';
import { sampleIncident } from '../../testing/sample-incident.ts';
import { createChangeFeed } from './change-feed.ts';
import { createIncidentMirror } from './incident-mirror.ts';
import { incidentRecords, LAST_CHANGE } from './incident-records.ts';
import { createIncidentView } from './incident-view.ts';

const signal = new AbortController().signal;

function world(limit = 1_000) {
  const records = incidentRecords(createMemoryStateStore());
  const feed = createChangeFeed('here', 100);
  const view = createIncidentView(records, () => 0);
  return {
    records,
    feed,
    mirror: createIncidentMirror(records, feed, limit),
    told: () =>
      Array.from({ length: feed.next - feed.first }, (_, number) => feed.at(feed.first + number)).map(
        (change) => `${change?.event} ${(JSON.parse(change?.data ?? '') as { id: string }).id}`,
      ),
    deliver(rest: Partial<RcaResult>) {
      const result = sampleIncident(rest);
      return view.deliver(
        {
          incident: incidentOf(result),
          revision: result.revision ?? 1,
          result,
          runbooks: ['r'],
          recordedAt: 7,
        },
        signal,
      );
    },
  };
}

test('a revision is kept whole and as a summary, which says what a list needs', async () => {
  const { deliver, mirror, records } = world();
  await deliver({ incident_id: 'a' });
  await mirror.refresh();
  expect(mirror.list()).toEqual([
    {
      id: 'a',
      revision: 1,
      status: 'open',
      state: 'open',
      severity: 'critical',
      cause: 'rack-sw-1',
      confidence: 0.874,
      conclusive: true,
      summary:
        'rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged errors.',
      domain: 'lab',
      entities: ['rack-sw-1', 'server-1', 'server-2'],
      anomalies: 5,
      runbooks: ['r'],
      simulated: false,
      merged_into: null,
      started_at: '2026-01-27T12:00:00.000Z',
      ended_at: null,
      updated_at: '2026-01-27T12:01:01.000Z',
      listed_at: '2026-01-27T12:00:00.000Z',
    },
  ]);
  expect(await mirror.read('a')).toEqual({
    result: sampleIncident({ incident_id: 'a' }),
    runbooks: ['r'],
    recordedAt: 7,
  });
  expect((await records.results.all()).size).toBe(1);
});

test('a revision that comes again, or late, changes nothing', async () => {
  const { deliver, mirror } = world();
  await deliver({ incident_id: 'a', revision: 2 });
  await deliver({ incident_id: 'a', revision: 2, rca_summary: 'again' });
  await deliver({ incident_id: 'a', revision: 1 });
  await mirror.refresh();
  expect(mirror.get('a')).toMatchObject({ revision: 2, summary: expect.stringContaining('lost its uplink') });
});

test('an earlier start that becomes known later does not move it in lists', async () => {
  const { deliver, mirror } = world();
  await deliver({ incident_id: 'a' });
  await deliver({ incident_id: 'a', revision: 2, started_at: '2026-01-27T11:00:00Z' });
  await mirror.refresh();
  expect(mirror.get('a')).toMatchObject({
    started_at: '2026-01-27T11:00:00.000Z',
    listed_at: '2026-01-27T12:00:00.000Z',
  });
});

test('what changed after the first look is told, once and in order of event time, by any instance', async () => {
  const { deliver, mirror, told, records } = world();
  await deliver({ incident_id: 'a' });
  await mirror.refresh();
  expect(told()).toEqual([]);
  await deliver({ incident_id: 'c', timestamp: '2026-01-27T12:05:00Z' });
  await deliver({ incident_id: 'b', timestamp: '2026-01-27T12:04:00Z' });
  await mirror.refresh();
  await mirror.refresh();
  expect(told()).toEqual(['incident b', 'incident c']);
  const other = createIncidentMirror(records, createChangeFeed('there', 10), 1_000);
  await other.refresh();
  expect(other.list()).toHaveLength(3);
});

test('a revision whose change was not told, because writing was interrupted, is told when it comes again', async () => {
  const { deliver, mirror, told, records } = world();
  await mirror.refresh();
  const put = records.changes.put;
  records.changes.put = () => Promise.reject(new Error('interrupted'));
  await expect(deliver({ incident_id: 'a' })).rejects.toThrow('interrupted');
  records.changes.put = put;
  await mirror.refresh();
  expect(told()).toEqual([]);
  await deliver({ incident_id: 'a' });
  await mirror.refresh();
  expect(told()).toEqual(['incident a']);
});

test('while nothing changes the summaries are not read', async () => {
  const { deliver, mirror, records } = world();
  await deliver({ incident_id: 'a' });
  await mirror.refresh();
  let reads = 0;
  const all = records.summaries.all;
  records.summaries.all = () => {
    reads += 1;
    return all();
  };
  await mirror.refresh();
  expect(reads).toBe(0);
  await deliver({ incident_id: 'a', revision: 2 });
  await mirror.refresh();
  expect(reads).toBe(1);
});

test('what the store has lost is gone, and appears again with its next revision', async () => {
  const { deliver, mirror, told, records } = world();
  await deliver({ incident_id: 'a' });
  await mirror.refresh();
  await records.results.delete(['a']);
  await records.summaries.delete(['a']);
  await records.changes.delete([LAST_CHANGE]);
  await mirror.refresh();
  expect(mirror.list()).toEqual([]);
  await deliver({ incident_id: 'a', revision: 2 });
  await mirror.refresh();
  expect(told()).toEqual(['incident_removed a', 'incident a']);
});

test('beyond the limit closed incidents leave first, the longest unchanged first among them', async () => {
  const { deliver, mirror, told, records } = world(2);
  await deliver({ incident_id: 'old-open', timestamp: '2026-01-27T10:00:00Z' });
  await deliver({ incident_id: 'new-closed', status: 'resolved', timestamp: '2026-01-27T13:00:00Z' });
  await mirror.refresh();
  await deliver({ incident_id: 'old-closed', status: 'merged', timestamp: '2026-01-27T11:00:00Z' });
  await mirror.refresh();
  expect(mirror.list().map(({ id }) => id)).toEqual(['old-open', 'new-closed']);
  expect([...(await records.results.all()).keys()]).toEqual(['old-open', 'new-closed']);
  await deliver({ incident_id: 'new-open', timestamp: '2026-01-27T14:00:00Z' });
  await mirror.refresh();
  expect(mirror.list().map(({ id }) => id)).toEqual(['old-open', 'new-open']);
  expect(told()).toEqual(['incident new-open', 'incident_removed new-closed']);
});

test('names from outside are only names, and long ones are cut', async () => {
  const { deliver, mirror } = world();
  await deliver({ incident_id: '__proto__', rca_summary: 'x'.repeat(1_000_000), domain: 'constructor' });
  await mirror.refresh();
  expect(mirror.get('__proto__')).toMatchObject({ id: '__proto__', domain: 'constructor' });
  expect(mirror.get('__proto__')?.summary).toHaveLength(601);
  expect(await mirror.read('constructor')).toBeUndefined();
});
