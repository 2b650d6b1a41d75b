import { topics } from '@aiops/contracts';
import { createLogger, createMemoryStateStore, Unavailable } from '@aiops/runtime';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Delivery, Refused } from '../sinks/incident-sink.ts';
import { sampleIncident } from '../testing/sample-incident.ts';
import type { PostedAlert } from './alertmanager-api.ts';
import { createIncidentBook } from './incident-book.ts';
import { createIncidentLedger } from './incident-ledger.ts';
import { createRootCauseAlert } from './root-cause-alert.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const MINUTE = 60_000;
const never = new AbortController().signal;
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

function delivery(revision: number, rest = {}, cause = {}): Delivery {
  const result = sampleIncident({ revision, ...rest }, cause);
  return { incident: 'i-1', revision, result, runbooks: ['link_down'], recordedAt: 0 };
}
const over = (revision: number, endedAt = '2026-01-27T12:10:00.000Z') =>
  delivery(revision, { status: 'resolved', timestamp: '2026-01-27T12:15:00.000Z', ended_at: endedAt });

describe('the alert AIOpsRootCause', () => {
  let world: { now: number; failure: Error | undefined };
  let records: ReturnType<ReturnType<typeof createMemoryStateStore>['records']>;
  let posted: PostedAlert[][];
  let published: unknown[];
  beforeEach(() => {
    world = { now: NOON + MINUTE, failure: undefined };
    records = createMemoryStateStore().records('alertmanager_incidents');
    posted = [];
    published = [];
  });

  /** A process; nothing of it but the records outlives it. */
  function start() {
    const book = createIncidentBook();
    const now = () => world.now;
    const ledger = createIncidentLedger({
      records,
      book,
      links: { incidents: 'https://aiops.example' },
      now,
    });
    const alert = createRootCauseAlert({
      ledger,
      api: {
        post: async (alerts) => {
          if (world.failure !== undefined) throw world.failure;
          posted.push([...alerts]);
        },
        active: async () => [],
        close: () => {},
      },
      resendMs: MINUTE,
      now,
      publish: async (messages) => void published.push(...messages),
      logger,
    });
    return { ...alert, book };
  }
  const short = (alerts: readonly PostedAlert[] = []) =>
    alerts.map(({ labels, endsAt }) => [labels.device_name, labels.role, endsAt.slice(11, 19)].join(' '));

  test('is posted for the cause and each victim, until a few minutes from now', async () => {
    await start().sink.deliver(delivery(1), never);
    expect(short(posted[0])).toEqual([
      'rack-sw-1 cause 12:05:00',
      'server-1 victim 12:05:00',
      'server-2 victim 12:05:00',
    ]);
    expect(posted[0]?.[0]).toMatchObject({
      labels: {
        alertname: 'AIOpsRootCause',
        incident_id: 'i-1',
        root_cause: 'rack-sw-1',
        severity: 'critical',
        site: 'lab',
      },
      annotations: {
        summary: sampleIncident().rca_summary,
        aiops_confidence: '0.87',
        aiops_evidence_url: 'https://aiops.example/ui/incidents/i-1',
        aiops_runbook: 'link_down',
        runbook_url: 'https://aiops.example/ui/runbooks?runbook=link_down',
      },
      startsAt: '2026-01-27T12:00:00.000Z',
    });
    expect(published).toMatchObject([{ topic: topics.actions, key: 'i-1' }]);
  });

  test('is posted again while the incident is open, also by a process that was started later', async () => {
    await start().sink.deliver(delivery(1), never);
    world.now += 30 * MINUTE;
    const later = start();
    await later.resend(never);
    expect(short(posted[1])).toEqual(short(posted[0]).map((text) => text.replace('12:05', '12:35')));
    expect(posted[1]?.map(({ startsAt }) => startsAt)).toEqual(posted[0]?.map(({ startsAt }) => startsAt));
    expect(later.book.about({ id: 'urn:aiops:device:unknown:lab:server-1' } as never)?.incident).toBe('i-1');
  });

  test('is forgotten when nothing was heard of its incident for a week, so that it does not inhibit others for ever', async () => {
    const { sink, resend } = start();
    await sink.deliver(delivery(1), never);
    world.now += 7 * 24 * 60 * MINUTE - 1;
    await resend(never);
    expect(posted).toHaveLength(2);
    world.now += 1;
    await resend(never);
    expect(posted).toHaveLength(2);
    expect((await records.all()).size).toBe(0);
  });

  test('of an open incident stays, however many younger ones are over', async () => {
    await start().sink.deliver(delivery(1), never);
    world.now += MINUTE;
    await start().sink.deliver({ ...over(1), incident: 'over' }, never);
    const text = (await records.get('over')) ?? '';
    for (let n = 0; n < 5_000; n++) await records.put(`over-${n}`, text);
    const now = () => world.now;
    await createIncidentLedger({ records, book: createIncidentBook(), links: {}, now }).refresh();
    expect((await records.all()).size).toBe(5_000);
    expect(await records.get('i-1')).toBeDefined();
  });

  test('of a device that leaves the incident ends, and no more is told of it after five minutes', async () => {
    const { sink, resend } = start();
    await sink.deliver(delivery(1), never);
    world.now += MINUTE;
    const left = sampleIncident().correlated_anomalies.filter(
      ({ event }) => event.entity_name !== 'server-2',
    );
    await sink.deliver(
      delivery(2, { correlated_anomalies: left, timestamp: '2026-01-27T12:01:30.000Z' }),
      never,
    );
    expect(short(posted[1])).toContain('server-2 victim 12:01:30');
    world.now += 5 * MINUTE;
    await resend(never);
    expect(short(posted[2])).toContain('server-2 victim 12:01:30');
    world.now += 1;
    await resend(never);
    expect(short(posted[3])).toEqual(['rack-sw-1 cause 12:11:00', 'server-1 victim 12:11:00']);
  });

  test('ends with the incident, and nothing revives it: no older revision, no restart, no repetition', async () => {
    await start().sink.deliver(delivery(1), never);
    world.now = NOON + 15 * MINUTE;
    await start().sink.deliver(over(3), never);
    const ends = ['rack-sw-1 cause 12:10:00', 'server-1 victim 12:10:00', 'server-2 victim 12:10:00'];
    expect(short(posted[1])).toEqual(ends);
    const later = start();
    for (const late of [delivery(1), delivery(2), over(3)]) await later.sink.deliver(late, never);
    await later.resend(never);
    expect(posted.slice(2).map(short)).toEqual([ends, ends, ends, ends]);
    expect(later.book.about({ id: 'urn:aiops:device:server:lab:server-1' } as never)).toBeUndefined();
    world.now += 6 * MINUTE;
    await later.resend(never);
    expect(posted).toHaveLength(6);
    world.now += 24 * 60 * MINUTE;
    await later.resend(never);
    expect((await records.all()).size).toBe(0);
  });

  test('of an incident that comes back fires again', async () => {
    const { sink } = start();
    await sink.deliver(delivery(1), never);
    world.now = NOON + 15 * MINUTE;
    await sink.deliver(over(2), never);
    await sink.deliver(delivery(3, { status: 'reopened' }), never);
    expect(short(posted[2])).toContain('server-1 victim 12:19:00');
    expect(posted[2]).toHaveLength(3);
  });

  test('never ends before it began, nor in the future', async () => {
    const { sink } = start();
    await sink.deliver(delivery(1), never);
    await sink.deliver(over(2, '2026-01-27T11:00:00.000Z'), never);
    expect(short(posted[1])).toContain('server-1 victim 12:00:00');
    const { sink: another } = start();
    await another.deliver({ ...delivery(1), incident: 'i-2' }, never);
    await another.deliver({ ...over(2, '2027-01-27T11:00:00.000Z'), incident: 'i-2' }, never);
    expect(posted[3]?.[0]?.endsAt).toBe('2026-01-27T12:01:00.000Z');
  });

  test('of an inconclusive incident names no cause and says so', async () => {
    await start().sink.deliver(
      delivery(1, { conclusive: false, inconclusive_reasons: ['two causes are equally likely'] }),
      never,
    );
    expect(posted[0]?.map(({ labels }) => `${labels.role} ${labels.root_cause}`)).toEqual(
      Array(3).fill('victim unknown'),
    );
    expect(posted[0]?.[0]?.annotations).toMatchObject({
      aiops_root_cause: 'unknown: inconclusive, perhaps rack-sw-1',
      description: expect.stringMatching(/^Inconclusive, no cause is named\. two causes are equally likely/),
    });
  });

  test('that Alertmanager does not take is tried again, and one that it refuses keeps no other back', async () => {
    const { sink, resend, health } = start();
    world.failure = new Unavailable('Alertmanager: no connection');
    await expect(sink.deliver(delivery(1), never)).rejects.toBeInstanceOf(Unavailable);
    await resend(never);
    expect(health()).toEqual({ up: false, detail: 'Alertmanager: no connection' });
    world.failure = undefined;
    await sink.deliver({ ...delivery(1), incident: 'i-2' }, never);
    const refusing = start();
    const before = posted.length;
    await refusing.resend(never);
    expect(posted.length - before).toBe(2);
    world.failure = new Refused('Alertmanager: status 400');
    await refusing.resend(never);
    expect(refusing.health()).toEqual({ up: false, detail: 'Alertmanager: status 400' });
  });
});
