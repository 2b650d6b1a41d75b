import { expect, test } from 'vitest';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { incidentMarkdown } from './markdown.ts';
import type { IncidentResponse } from './use-incident-response.ts';

const answered = (
  runs: NonNullable<IncidentResponse['runs']['value']>['items'],
  verdicts: NonNullable<IncidentResponse['verdicts']['value']>['items'],
): IncidentResponse => ({
  runs: { value: { items: runs, next_cursor: null }, error: undefined },
  verdicts: { value: { items: verdicts, next_cursor: null }, error: undefined },
});
const options = {
  words: en,
  response: answered([], []),
  address: 'http://localhost/ui/incidents/i1',
  zone: 'UTC',
};

test('what a post-mortem begins with', () => {
  const text = incidentMarkdown(sampleIncident(), options);
  expect(text).toContain('# tor-1: tor-r12 lost its uplink');
  expect(text).toContain('- Cause: tor-1 (90 %)');
  expect(text).toContain('- Began: 2026-01-27 12:00:00 +00:00');
  expect(text).toContain('| 2026-01-27 12:00:10 +00:00 | web-1 | response\\_time of web-1 is unusual |');
  expect(text).toContain('- +0.450 Explains others: two depend on it');
  expect(text).toContain('- −0.100 Shows nothing itself');
  expect(text).toContain('- web-1 (10 %): tor-1 failed 10 s earlier');
  expect(incidentMarkdown(sampleIncident(), { ...options, words: zh })).toContain('- 根因: tor-1 (90 %)');
});

test('hostile names stay in their cell and become neither markup nor links', () => {
  const name = '<img src=x onerror=alert(1)> | [x](javascript:alert(1))\n# head';
  const trigger = sampleAnomaly('tor-1', 'x', 0, {
    entity_name: name,
    summary: 'see https://evil.example www.evil.example `$(rm)`',
  });
  const text = incidentMarkdown(sampleIncident({ trigger_anomaly: trigger }), options);
  const row = text.split('\n').find((line) => line.includes('img'));
  expect(row).toBe(
    '| 2026-01-27 12:00:00 +00:00 | \\<img src\\=x onerror\\=alert\\(1\\)\\> \\| \\[x\\]\\(javascript:alert\\(1\\)\\) \\# head | see https\\://evil.example www\\.evil.example \\`\\$\\(rm\\)\\` |',
  );
});

test('what people did about it follows in the order of time, and their texts stay text', () => {
  const run = {
    id: 'r1',
    state: 'done',
    runbook: 'restart-uplink',
    incident: 'i1',
    device: 'tor-1',
    target: 'agent-1',
    requested_by: 'alice',
    requested_at: '2026-01-27T12:03:00Z',
    verified: 'improved',
  };
  const denied = { ...run, id: 'r0', state: 'denied', requested_at: '2026-01-27T12:02:00Z', verified: null };
  const verdict = {
    timestamp: '2026-01-27T12:30:00Z',
    action: 'feedback' as const,
    actor: 'bob',
    feedback: { verdict: 'wrong_cause', cause: 'core-1', comment: 'see <b>ticket</b>\n# 7' },
  };
  const response = answered([run, denied], [verdict]);
  const text = incidentMarkdown(sampleIncident(), { ...options, response });
  const lines = text.slice(text.indexOf('## What was done'), text.indexOf('## To do')).split('\n');
  expect(lines).toEqual([
    '## What was done',
    '',
    '- 2026-01-27 12:02:00 +00:00 restart-uplink (about tor-1, on agent-1), asked for by alice: denied.',
    '- 2026-01-27 12:03:00 +00:00 restart-uplink (about tor-1, on agent-1), asked for by alice: done. It helped.',
    '- 2026-01-27 12:30:00 +00:00 bob: Another cause. core-1 see \\<b\\>ticket\\</b\\> \\# 7',
    '',
    '',
  ]);
  expect(incidentMarkdown(sampleIncident(), options)).not.toContain('## What was done');
});
