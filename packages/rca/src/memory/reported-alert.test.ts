import { expect, test } from 'vitest';
import { emptyDomain } from '../correlation/incident-state.ts';
import { takeAlert } from '../correlation/take-background.ts';
import { START } from '../testing/anomaly.ts';
import {
  type AlertMemory,
  alertEvidence,
  alertsBetween,
  noteAlert,
  type ReportedAlert,
  toReportedAlert,
} from './reported-alert.ts';

const HOUR = 3_600_000;
const options = { windowMs: HOUR, waitMs: 0, resolveAfterMs: HOUR, updateEveryMs: 0 };
const alert = (at: number, more: Partial<ReportedAlert> = {}): ReportedAlert => ({
  entity: 'urn:db',
  at: START + at,
  title: `alert ${at}`,
  ...more,
});
const event = {
  timestamp: 'now',
  event_type: 'alert',
  summary: 'DiskFull: 98 %',
  details: { status: 'firing', generatorURL: 'http://vmalert:8880/rule?id=1' },
};

test('a firing alert is read with its link; the end of one, and other events, are none', () => {
  expect(toReportedAlert(event, 'urn:db', 7)).toEqual({
    entity: 'urn:db',
    at: 7,
    title: 'DiskFull: 98 %',
    url: 'http://vmalert:8880/rule?id=1',
  });
  expect(toReportedAlert({ ...event, details: { status: 'resolved' } }, 'x', 7)).toBeUndefined();
  expect(toReportedAlert({ ...event, event_type: 'deployment' }, 'x', 7)).toBeUndefined();
  expect(toReportedAlert({ timestamp: 'now', event_type: 'alert' }, 'x', 7)?.title).toBe('an alert about x');
});

test.each(['javascript:alert(1)', `http://x/${'y'.repeat(1e6)}`, 'http://x/ y', 7])(
  'what is no plain link is left out',
  (generatorURL) => {
    expect(toReportedAlert({ ...event, details: { generatorURL } }, 'x', 7)?.url).toBeUndefined();
    expect(toReportedAlert({ ...event, summary: 'x'.repeat(1e6) }, 'x', 7)?.title).toHaveLength(200);
  },
);

test('alerts are kept in the order of time, each once, twenty of an entity, which may have any name', () => {
  const memory: AlertMemory = {};
  for (const at of [3, 1, 2, 1, 3]) noteAlert(memory, alert(at, { entity: '__proto__' }));
  for (let at = 0; at < 30; at += 1) noteAlert(memory, alert(at));
  const known = alertsBetween(memory, START, START + 99);
  const times = (entity: string) => known.get(entity)?.map(({ at }) => at - START);
  expect(times('__proto__')).toEqual([1, 2, 3]);
  expect(times('urn:db')).toEqual(Array.from({ length: 20 }, (_, n) => n + 10));
  expect(alertEvidence(known.get('urn:db'))).toHaveLength(3);
});

test('a domain that was saved before there were alerts takes one, lets no time pass for it, and forgets old ones', () => {
  const saved = JSON.parse(JSON.stringify(emptyDomain()));
  expect(alertsBetween(saved.alerts, 0, START).size).toBe(0);
  takeAlert(saved, alert(0), START, options);
  expect(saved.clock).toBeNull();
  takeAlert(saved, alert(4 * HOUR, { entity: 'urn:web' }), START + 4 * HOUR, options);
  expect([...alertsBetween(saved.alerts, 0, START + 9 * HOUR).keys()]).toEqual(['urn:web']);
});
