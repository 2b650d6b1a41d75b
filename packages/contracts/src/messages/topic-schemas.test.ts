import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readMessage } from './read-message.ts';
import { samples } from './topic-samples.ts';
import { compiledTopicSchemas, type SchemaTopic, topicSchemas } from './topic-schemas.ts';

const schemaTopics = Object.keys(topicSchemas) as SchemaTopic[];

describe.each(schemaTopics)('%s', (topic) => {
  const sample = samples[topic];

  test('takes a message as a person types it into a console producer', () => {
    expect(topicSchemas[topic].safeParse(sample).error).toBeUndefined();
  });

  test('ignores unknown fields at every level, and keeps them', () => {
    const extended = withUnknownFields(sample);
    expect(topicSchemas[topic].parse(extended)).toEqual(extended);
  });

  test('is decoded by the compiled schema just as by the plain one', () => {
    for (const value of [sample, withUnknownFields(sample), {}, [], null, 'text', brokenCopyOf(sample)]) {
      const plain = topicSchemas[topic].safeParse(value);
      const compiled = compiledTopicSchemas[topic].safeParse(value);
      expect(compiled.data).toEqual(plain.data);
      expect(compiled.error && z.prettifyError(compiled.error)).toBe(
        plain.error && z.prettifyError(plain.error),
      );
    }
  });

  test('has neither transforms nor defaults: what is read is what was written', () => {
    expect(z.toJSONSchema(topicSchemas[topic], { io: 'input' })).toEqual(
      z.toJSONSchema(topicSchemas[topic], { io: 'output' }),
    );
  });
});

test('the line that the seed pushes by hand is a metric', () => {
  const line =
    '{"metric_name":"cpu_usage","labels":{"instance":"test-server"},"values":[[1234567890,95.0]],"timestamp":"2026-01-27T12:00:00"}';
  expect(compiledTopicSchemas['aiops.metrics'].parse(JSON.parse(line))).toEqual(JSON.parse(line));
});

describe('a metric', () => {
  const values = (...pairs: unknown[]) => ({ metric_name: 'm', values: pairs });
  test.each<[string, unknown, string]>([
    ['without samples', values(), 'values'],
    ['with a sample that has no value', values([1]), 'values'],
    ['with a sample that is no number', values([1, 'NaN']), 'expected number, received string'],
    ['with a null sample', values([1, null]), 'expected number, received null'],
    ['without a name', { values: [[1, 2]] }, 'metric_name'],
    ['with an empty name', { ...values([1, 2]), metric_name: '' }, 'metric_name'],
    ['with a stamp that is none', { ...values([1, 2]), timestamp: 'now' }, 'expected ISO 8601 or epoch time'],
    ['with labels that are no object', { ...values([1, 2]), labels: ['a'] }, 'labels'],
  ])('%s is refused', (_what, value, reason) => {
    const result = readMessage('aiops.metrics', value);
    expect(result.success).toBe(false);
    expect(result.success || z.prettifyError(result.error)).toContain(reason);
  });

  test('may carry numbers as strings', () => {
    expect(readMessage('aiops.metrics', values(['1234567890', '95.0'])).success).toBe(true);
  });
});

/** The value with an unknown field in every object but those whose keys are names that the sender chooses. */
function withUnknownFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownFields);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    ['labels', 'tags', 'domains', 'details'].includes(key) ? item : withUnknownFields(item),
  ]);
  return { ...Object.fromEntries(entries), from_a_later_version: { at: [1] } };
}

function brokenCopyOf(sample: object): object {
  return Object.fromEntries(Object.keys(sample).map((key) => [key, { not: 'it' }]));
}
