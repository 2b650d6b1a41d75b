import { expect, test } from 'vitest';
import { sampleAnomaly, sampleIncident } from '../testing/sample-incident.ts';
import { en } from '../words/en.ts';
import { zh } from '../words/zh.ts';
import { incidentMarkdown, plain } from './markdown.ts';

const options = { words: en, address: 'http://localhost/ui/incidents/i1', zone: 'UTC' };

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

test('control and direction signs are taken out, and long texts cut', () => {
  expect(plain('a\u202eb\u0000c\r\nd')).toBe('a b c d');
  expect(plain('x'.repeat(1_000_000)).length).toBe(500);
});
