import { createEntityResolver } from '@aiops/contracts';
import { createLogger, Unavailable } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import type { HeldAlert, PostedAlert } from './alertmanager-api.ts';
import { createIncidentBook } from './incident-book.ts';
import { noteOf } from './incident-note.ts';
import { createRepost } from './repost.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const never = new AbortController().signal;
const resolver = createEntityResolver([]);

const held = (rest: Partial<HeldAlert> = {}): HeldAlert => ({
  fingerprint: 'f1',
  labels: { alertname: 'Slow', device_name: 'server-1', site: 'lab' },
  annotations: { summary: 'slow', description: 'kept' },
  startsAt: '2026-01-27T11:59:00Z',
  endsAt: '2026-01-27T12:04:00Z',
  updatedAt: '2026-01-27T12:00:00Z',
  generatorURL: 'http://vmalert/x',
  status: { state: 'active' },
  ...rest,
});

function scene(alerts: HeldAlert[], tookMs = 0) {
  const posted: PostedAlert[] = [];
  const book = createIncidentBook();
  const incident = { incident: 'i-1', revision: 1, result: sampleIncident(), runbooks: [], recordedAt: 0 };
  book.put(noteOf(incident, {}));
  let now = NOON;
  const api = {
    post: async (again: readonly PostedAlert[]) => void posted.push(...again),
    active: async () => {
      now += tookMs;
      return alerts;
    },
    close: () => {},
  };
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  const repost = createRepost({ api, book, resolver: () => resolver, now: () => now, logger });
  return { posted, repost, api };
}

test('carries over annotations and times, and adds the cause', async () => {
  const { posted, repost } = scene([held()]);
  await repost.round(never);
  const { fingerprint, updatedAt, status, ...whole } = held();
  expect(posted).toEqual([
    {
      ...whole,
      annotations: {
        summary: 'slow',
        description: 'kept',
        aiops_incident_id: 'i-1',
        aiops_root_cause: 'rack-sw-1',
        aiops_confidence: '0.87',
      },
    },
  ]);
});

test('happens once for each state of an alert, and again when the rule engine has wiped it', async () => {
  const alerts = [held()];
  const { posted, repost } = scene(alerts);
  await repost.round(never);
  await repost.round(never);
  expect(posted).toHaveLength(1);
  alerts[0] = held({ annotations: posted[0]?.annotations ?? {}, updatedAt: '2026-01-27T12:00:01Z' });
  await repost.round(never);
  expect(posted).toHaveLength(1);
  alerts[0] = held({ updatedAt: '2026-01-27T12:00:30Z' });
  await repost.round(never);
  expect(posted).toHaveLength(2);
});

test.each([
  ['is suppressed', held({ status: { state: 'suppressed' } })],
  ['is over', held({ endsAt: '2026-01-27T11:59:59Z' })],
  ['is about to end', held({ endsAt: '2026-01-27T12:00:05Z' })],
  ['has no readable end', held({ endsAt: 'soon' })],
  ['is about something else', held({ labels: { alertname: 'Slow', device_name: 'server-9', site: 'lab' } })],
  ['is our own', held({ labels: { alertname: 'AIOpsRootCause', device_name: 'server-1', site: 'lab' } })],
])('leaves an alert alone that %s', async (_what, alert) => {
  const { posted, repost } = scene([alert]);
  await repost.round(never);
  expect(posted).toEqual([]);
});

test('an answer that took long is not acted upon, because an alert may have ended meanwhile', async () => {
  const { posted, repost } = scene([held()], 1_500);
  await repost.round(never);
  expect(posted).toEqual([]);
});

test('an Alertmanager that is away is asked again the next time', async () => {
  const { posted, repost, api } = scene([held()]);
  const { active } = api;
  api.active = async () => {
    throw new Unavailable('away');
  };
  await repost.round(never);
  api.active = active;
  await repost.round(never);
  expect(posted).toHaveLength(1);
});
