import { expect, test } from 'vitest';
import { incidentView } from '../sinks/incident-view.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { sampleAnomaly } from '../testing/sample-incident.ts';
import { annotationTags, incidentTag } from './annotation-tags.ts';
import { annotationText } from './annotation-text.ts';

test('the text names cause and effect, how sure that is, candidates, runbooks, and leads on', () => {
  const delivery = { ...deliveryOf('i', 7), runbooks: ['link_down'] };
  expect(annotationText(delivery).split('<br>')).toEqual([
    '<b>rack-sw-1 → server-1, server-2</b>',
    'Open since 2026-01-27 12:00:00Z · severity critical',
    'Confidence 87 %',
    'rack-sw-1 lost its uplink Ethernet1/49; server-1 and server-2 behind it slowed down and logged errors.',
    expect.stringMatching(/^Candidates: rack-sw-1 87 %, /),
    'Runbooks: link_down',
    '<a href="d/aiops-incidents?var-incident=i">All about it</a> · revision 7',
  ]);
});

test('without a cause it says so, with the reasons', () => {
  const delivery = deliveryOf('i', 1, {
    conclusive: false,
    inconclusive_reasons: ['two candidates are as good'],
  });
  const { result } = delivery;
  const root_cause = {
    ...result.root_cause,
    root_cause_device: null,
    root_cause_anomaly: null,
    candidates: [],
  };
  const text = annotationText({ ...delivery, result: { ...result, root_cause } });
  expect(text).toMatch(/^<b>No cause found → rack-sw-1, server-1, server-2<\/b>/);
  expect(text).toContain(', inconclusive<br>two candidates are as good<br>');
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<a href="javascript:alert(1)">x</a>',
  '&lt;script&gt;',
  '__proto__',
  'a\u0000b\u202Ec',
  '\ud800',
  '{{constructor}}',
  '#{7*7}',
  'x'.repeat(1_000_000),
];

test.each(hostile)('%.40s cannot do anything in a text or a tag, and both stay bounded', (text) => {
  const anomaly = sampleAnomaly(text, 'server', text, 1);
  const delivery = deliveryOf(text, 1, {
    rca_summary: text,
    trigger_anomaly: anomaly,
    correlated_anomalies: Array.from({ length: 40 }, (_, n) => ({
      event: sampleAnomaly(`${text}${n}`, 'server', text, 1),
      score: 1,
      time_diff: 0,
    })),
    status: 'merged',
    merged_into: text,
    conclusive: false,
    inconclusive_reasons: Array.from({ length: 40 }, () => text),
  });
  const html = annotationText({ ...delivery, runbooks: [text] });
  const harmless = html
    .replaceAll(/<\/?b>|<br>|<\/a>/g, '')
    .replace(/<a href="d\/aiops-incidents\?var-incident=[\w%.!~*()&#;-]*">/, '');
  expect(harmless).not.toMatch(/[<>"'`]/);
  expect(html.length).toBeLessThan(10_000);
  const tags = annotationTags(text, incidentView(delivery.result));
  expect(Buffer.byteLength(JSON.stringify(tags))).toBeLessThan(600);
  for (const tag of tags) expect(tag.length).toBeLessThan(100);
});

test('an id that does not fit into a tag is named by its hash, always the same', () => {
  expect(incidentTag('3f1c0a9b7e5d2c4f6a8b0d1e')).toBe('incident:3f1c0a9b7e5d2c4f6a8b0d1e');
  const long = incidentTag('x'.repeat(500));
  expect(long).toMatch(/^incident:[0-9a-f]{8,80}$/);
  expect(incidentTag('x'.repeat(500))).toBe(long);
  expect(incidentTag('x'.repeat(501))).not.toBe(long);
});

test('as many entities become tags as Grafana has room for', () => {
  const correlated_anomalies = Array.from({ length: 40 }, (_, n) => ({
    event: sampleAnomaly(`${n}${'é'.repeat(40)}`, 'server', 'cpu_usage', 1),
    score: 1,
    time_diff: 0,
  }));
  const tags = annotationTags('i', incidentView(deliveryOf('i', 1, { correlated_anomalies }).result));
  expect(tags.length).toBe(8);
  expect(Buffer.byteLength(JSON.stringify(tags))).toBeLessThanOrEqual(500);
});
