import { describe, expect, test } from 'vitest';
import { symptomOf } from '../signals/symptom.ts';
import { sighting } from '../testing/anomaly.ts';
import { node } from '../testing/network.ts';
import { directEvidence, shownBy } from './direct-evidence.ts';

const tor = node('switch', 'tor-1');
const server = node('server', 'srv-1');
const strength = (...args: Parameters<typeof sighting>) => {
  const one = sighting(...args);
  return directEvidence([{ symptom: shownBy(one, undefined), sighting: one }])?.strength;
};
const line = { anomaly_type: 'log', summary: 'Interface eth49 (uplink) is down' } as const;

describe('direct evidence of a fault', () => {
  test('is a link or the hardware that a metric or rule is named after', () => {
    expect(strength(tor, { metric: 'link_down' })).toBe(1);
    expect(strength(tor, { metric: 'ifOperStatus' })).toBe(1);
    expect(strength(tor, { metric: 'interface_down' })).toBe(1);
    expect(strength(server, { metric: 'redfish_health' })).toBe(1);
  });
  test('is what a network device logs about its own ports', () => {
    expect(strength(tor, { metric: 'error_lines', more: line })).toBe(1);
  });
  test('is not what a server logs about a link', () => {
    expect(strength(server, { metric: 'error_lines', more: line })).toBeUndefined();
  });
  test('is weak when the device only fell silent', () => {
    expect(strength(tor, { metric: 'cpu_usage', more: { anomaly_type: 'staleness' } })).toBe(0.3);
  });
  test('is not a slow or busy server', () => {
    expect(strength(server, { metric: 'cpu_usage' })).toBeUndefined();
    expect(strength(server)).toBeUndefined();
  });
});

test.each([
  ['cpu_usage', {}, 'resource'],
  ['http_5xx_errors', {}, 'errors'],
  ['response_time', {}, 'slow'],
  ['ifInErrors', {}, 'errors'],
  ['network_in', {}, 'traffic'],
  ['blood_pressure', {}, 'other'],
  ['error_lines', { anomaly_type: 'log' }, 'log'],
  ['slow_spans', { anomaly_type: 'trace' }, 'slow'],
  ['failed_spans', { anomaly_type: 'trace' }, 'errors'],
  ['span_latency_p95', {}, 'slow'],
  ['span_self_time_p95', {}, 'slow'],
  ['span_error_rate', {}, 'errors'],
  ['span_rate', {}, 'traffic'],
  ['vanished_calls', { anomaly_type: 'trace' }, 'traffic'],
  ['memory_usage', { anomaly_type: 'staleness' }, 'silence'],
] as const)('%s %o shows %s', (metric, more, symptom) => {
  expect(symptomOf(sighting(server, { metric, more }).message)).toBe(symptom);
});
