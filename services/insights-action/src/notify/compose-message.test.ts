import { describe, expect, test } from 'vitest';
import { sampleIncident } from '../testing/sample-incident.ts';
import { composeMessage, type MessageContext } from './compose-message.ts';
import type { Change } from './told.ts';
import { en } from './wording/en.ts';
import { zh } from './wording/zh.ts';
import { zonedTime } from './zoned-time.ts';

const context = (rest: Partial<MessageContext> = {}): MessageContext => ({
  wording: en,
  time: zonedTime('Europe/Berlin'),
  runbooks: ['link_down'],
  before: undefined,
  pages: 'https://aiops.example.org/',
  grafana: 'https://admin:admin@grafana.example.org',
  ...rest,
});

test('an incident that opens is told as cause and effect, with how sure that is and where to look', () => {
  expect(composeMessage('opened', sampleIncident(), context())).toEqual({
    severity: 'critical',
    title: 'Incident (critical): rack-sw-1',
    paragraphs: [
      'rack-sw-1 is the cause; server-1 and server-2 suffer from it. That is very likely (87 %).',
      'rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged errors.',
      'Suggested: link_down. Nothing was run.',
    ],
    facts: [
      { name: 'Severity', value: 'critical' },
      { name: 'Cause', value: 'rack-sw-1' },
      { name: 'Confidence', value: 'very likely (87 %)' },
      { name: 'Affected', value: 'server-1 and server-2' },
      { name: 'Began', value: '2026-01-27 13:00:00 +01:00' },
      { name: 'Runbooks', value: 'link_down' },
      { name: 'Incident', value: '3f1c0a9b7e5d2c4f6a8b0d1e' },
    ],
    links: [
      {
        title: 'Open the incident',
        url: 'https://aiops.example.org/ui/incidents/3f1c0a9b7e5d2c4f6a8b0d1e',
      },
      { title: 'Open Grafana', url: 'https://grafana.example.org' },
    ],
  });
});

test('the same in Chinese, by the clock of Shanghai', () => {
  const message = composeMessage(
    'opened',
    sampleIncident(),
    context({ wording: zh, time: zonedTime('Asia/Shanghai') }),
  );
  expect(message.title).toBe('故障（严重）：rack-sw-1');
  expect(message.paragraphs[0]).toBe(
    '根因是 rack-sw-1，受其影响的有 server-1、server-2。判断：很可能（87 %）。',
  );
  expect(message.facts).toContainEqual({ name: '开始', value: '2026-01-27 20:00:00 +08:00' });
});

describe('what changes is said', () => {
  const said = (
    change: Change,
    rest: Parameters<typeof sampleIncident>[0],
    more: Partial<MessageContext> = {},
  ) => composeMessage(change, sampleIncident(rest), context({ runbooks: [], ...more })).paragraphs.join(' ');

  test('when there is another cause', () => {
    expect(said('cause_changed', {}, { before: 'server-1' })).toContain(
      'Before, server-1 was told as the cause.',
    );
  });
  test('when no cause is certain', () => {
    expect(said('opened', { conclusive: false })).toContain(
      'No cause is certain yet. Affected: rack-sw-1, server-1 and server-2. The best guess is rack-sw-1.',
    );
  });
  test('when it is over', () => {
    expect(said('resolved', { status: 'resolved', ended_at: '2026-01-27T12:10:00Z' })).toMatch(
      /^It is over after 10 min\. rack-sw-1 is the cause/,
    );
  });
  test('when it went into another one', () => {
    expect(said('merged', { status: 'merged', merged_into: 'abc' })).toBe(
      'It is part of incident abc now and goes on there.',
    );
  });
  test('when it comes back again and again', () => {
    expect(said('reopened', { flapping: { times: 4, since: '2026-01-27T12:00:00Z' } })).toContain(
      '(4 times so far)',
    );
  });
  test('when it was made up', () => {
    expect(composeMessage('opened', sampleIncident({ domain: 'demo' }), context()).title).toMatch(
      /^\[SIMULATED\] /,
    );
  });
});

test('every text is one bounded line without control characters, whatever comes from outside', () => {
  const evil = `\r\nBcc: x\u001b[31m\u202e\ud800${'y'.repeat(1_000_000)}`;
  const result = sampleIncident(
    { incident_id: evil, rca_summary: evil, merged_into: evil, domain: evil },
    { root_cause_device: evil },
  );
  for (const change of ['opened', 'cause_changed', 'resolved', 'merged', 'reopened'] as const) {
    const message = composeMessage(change, result, context({ runbooks: [evil], before: evil }));
    const texts = [
      message.title,
      ...message.paragraphs,
      ...message.facts.map(({ value }) => value),
      ...message.links.map(({ url }) => url),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      expect(text.length).toBeLessThan(1_000);
    }
  }
});

test('times of both hours that summer time ends with are told apart', () => {
  const time = zonedTime('Europe/Berlin');
  expect(time(Date.UTC(2026, 9, 25, 0, 30))).toBe('2026-10-25 02:30:00 +02:00');
  expect(time(Date.UTC(2026, 9, 25, 1, 30))).toBe('2026-10-25 02:30:00 +01:00');
  expect(zonedTime('UTC')(0)).toBe('1970-01-01 00:00:00 +00:00');
});
