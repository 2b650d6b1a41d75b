import { describe, expect, test } from 'vitest';
import { symptomOfDeviation, toDeviating } from './deviating.ts';
import { isWorse } from './symptom.ts';

const event = {
  event_id: 'e',
  timestamp: '2026-01-27T10:00:00Z',
  event_type: 'deviation',
  summary: 'cpu of a is 9, usually 1 to 2',
  entity_name: 'a',
  details: {
    metric_name: 'cpu_usage',
    kind: 'metric',
    labels: { core: '1' },
    direction: 'up',
    size: 7,
    value: 9,
    usual: { lower: 1, upper: 2 },
    peer: 'urn:b',
  },
};

describe('an event', () => {
  test('of type deviation is read', () => {
    expect(toDeviating(event, 'urn:a', 5)).toEqual({
      entity: 'urn:a',
      name: 'a',
      metric: 'cpu_usage',
      kind: 'metric',
      series: '{"core":"1"}',
      direction: 'up',
      size: 7,
      at: 5,
      peer: 'urn:b',
      summary: 'cpu of a is 9, usually 1 to 2',
    });
  });
  test.each([
    ['another type', { event_type: 'deployment' }],
    ['no details', { details: undefined }],
    ['a size that is no number', { details: { ...event.details, size: 'large' } }],
    ['a negative size', { details: { ...event.details, size: -1 } }],
    ['no direction', { details: { ...event.details, direction: 'sideways' } }],
    ['no metric', { details: { ...event.details, metric_name: 5 } }],
  ])('with %s is none', (_what, change) => {
    expect(toDeviating({ ...event, ...change }, 'urn:a', 5)).toBeUndefined();
  });
});

test.each([
  ['span_gap', 'trace', 'path'],
  ['span_self_time', 'trace', 'own_time'],
  ['span_children', 'trace', 'calls'],
  ['span_failed', 'trace', 'errors'],
  ['log_errors', 'log', 'errors'],
  ['log_lines', 'log', 'log'],
  ['latency_p95', 'metric', 'slow'],
  ['availability_average', 'metric', 'errors'],
  ['mem_mib', 'metric', 'resource'],
  ['queue_depth', 'metric', 'other'],
] as const)('%s of a %s shows %s', (metric, kind, symptom) => {
  expect(symptomOfDeviation({ metric, kind })).toBe(symptom);
});

test.each([
  ['latency_p95', 'slow', 'down', false],
  ['latency_p95', 'slow', 'up', true],
  ['availability', 'errors', 'down', true],
  ['availability', 'errors', 'up', false],
  ['memory_free', 'resource', 'down', true],
  ['requests', 'traffic', 'down', true],
  ['requests', 'traffic', 'up', true],
] as const)('%s (%s) going %s is worse: %s', (metric, symptom, direction, worse) => {
  expect(isWorse(metric, symptom, direction)).toBe(worse);
});
