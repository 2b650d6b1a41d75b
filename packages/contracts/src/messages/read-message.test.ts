import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readMessage } from './read-message.ts';
import { samples } from './topic-samples.ts';

const anomaly = samples['aiops.anomalies'];

describe('a message', () => {
  test('may spell a number as text in any field', () => {
    const result = readMessage('aiops.anomalies', {
      ...anomaly,
      score: '2.4',
      expected: { lower: '0', mid: '5', upper: 10 },
    });
    expect(result).toEqual({
      success: true,
      data: { ...anomaly, score: 2.4, expected: { lower: 0, mid: 5, upper: 10 } },
    });
  });

  test('may carry a null in an optional field, as Flink writes an empty column', () => {
    const line = { metric_name: 'm', values: [[1, 2]], labels: null, source: null, entity_id: null };
    expect(readMessage('aiops.metrics', line)).toEqual({
      success: true,
      data: { metric_name: 'm', values: [[1, 2]] },
    });
  });

  test('that is mended is left as it was given', () => {
    const line = { metric_name: 'm', values: [[1, 2]], source: null };
    readMessage('aiops.metrics', line);
    expect(line).toEqual({ metric_name: 'm', values: [[1, 2]], source: null });
  });

  test('keeps numeric text where text belongs', () => {
    const line = { metric_name: '42', values: [[1, 2]], labels: { port: '9100' }, source: null };
    expect(readMessage('aiops.metrics', line)).toMatchObject({
      data: { metric_name: '42', labels: { port: '9100' } },
    });
  });

  test.each<[string, object, string]>([
    ['a null in a required field', { ...anomaly, score: null }, 'expected number, received null'],
    ['text that is no number', { ...anomaly, score: 'high' }, 'expected number, received string'],
    ['a number out of its range', { ...anomaly, score: '-1' }, 'expected number, received string'],
  ])('with %s is refused for what it held', (_what, value, reason) => {
    const result = readMessage('aiops.anomalies', value);
    expect(result.success || z.prettifyError(result.error)).toContain(reason);
  });

  test.each([null, 3, 'text', [[]]])('that is no object is refused: %j', (value) => {
    expect(readMessage('aiops.events', value).success).toBe(false);
  });
});
