import { describe, expect, test } from 'vitest';
import { problemLines, type Sources } from './problem-lines.ts';

const sources = (merged: unknown): Sources => ({
  file: 'aiops.yml',
  document: undefined,
  overrides: [],
  merged,
});

describe('a problem', () => {
  test('with a secret never shows what was set', () => {
    const merged = { storage: { neo4j: { password: 'hunter2' } } };
    const issue = { path: ['storage', 'neo4j', 'password'], code: 'custom', message: 'expected another' };
    expect(problemLines(issue, sources(merged))).toEqual(['environment NEO4J_PASSWORD: expected another']);
  });

  test('with an address shows it without user and password', () => {
    const merged = { telemetry: { other: 'http://admin:hunter2@host/' } };
    const issue = { path: ['telemetry', 'other'], code: 'custom', message: 'expected another' };
    expect(problemLines(issue, sources(merged))).toEqual([
      'telemetry.other: expected another, received "http://(redacted)@host/"',
    ]);
  });

  test('of several unknown keys has a line for each', () => {
    const issue = { path: ['logging'], code: 'unrecognized_keys', message: '', keys: ['levle', 'zebra'] };
    expect(problemLines(issue, sources({}))).toEqual([
      'logging.levle: unknown key, did you mean level?',
      'logging.zebra: unknown key',
    ]);
  });
});
