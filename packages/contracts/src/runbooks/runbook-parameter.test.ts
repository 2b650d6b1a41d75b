import { expect, test } from 'vitest';
import { issueLines } from '../values/issue-lines.ts';
import { runbookParameterSchema } from './runbook-parameter.ts';

test.each<[string, object, string]>([
  ['a string that may be anything', { type: 'string' }, 'type: a string needs a `pattern` or an `enum`'],
  ['a pattern for a number', { type: 'integer', pattern: '^1$' }, 'pattern: only a string has one'],
  ['an enum for a flag', { type: 'boolean', enum: ['a'] }, 'enum: only a string has one'],
  ['a pattern without its ends', { type: 'string', pattern: 'a' }, 'pattern: expected ^ at its begin'],
  [
    'a long value',
    { type: 'string', pattern: '^a$', max_length: 5_000 },
    'max_length: expected at most 2000',
  ],
])('%s is refused', (_what, parameter, problem) => {
  const result = runbookParameterSchema.safeParse(parameter);
  expect(result.success ? [] : issueLines(result.error)).toEqual([expect.stringContaining(problem)]);
});

test('a string with a pattern, one with an enum, and a number are fine', () => {
  for (const parameter of [
    { type: 'string', pattern: '^[a-z]+$', from: 'entity_name' },
    { type: 'string', enum: ['start', 'stop'], default: 'stop' },
    { type: 'integer', default: 3 },
  ]) {
    expect(runbookParameterSchema.safeParse(parameter).success).toBe(true);
  }
});
