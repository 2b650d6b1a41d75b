import { expect, test } from 'vitest';
import { z } from 'zod';
import { issueLines } from './issue-lines.ts';

function lines(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : issueLines(result.error);
}

test('every problem has a line with its path', () => {
  const schema = z.strictObject({ a: z.array(z.number()), b: z.string() });
  expect(lines(schema, { a: [1, 'x'], c: 1 })).toEqual([
    'a.1: expected number, received string',
    'b: expected string, received undefined',
    'Unrecognized key: "c"',
  ]);
});

test('of a union, the alternative that came furthest tells what is wrong', () => {
  const schema = z.object({
    a: z.union([z.string(), z.object({ b: z.object({ c: z.number() }) }), z.object({ d: z.number() })]),
  });
  expect(lines(schema, { a: { b: { c: 'x' } } })).toEqual(['a.b.c: expected number, received string']);
});

test('a union of which no alternative came anywhere keeps its own text', () => {
  const schema = z.object({ a: z.union([z.string(), z.number()], { error: 'expected this or that' }) });
  expect(lines(schema, { a: null })).toEqual(['a: expected this or that']);
});

test('a bad key of a map is told by what its keys must be', () => {
  const schema = z.record(z.string().regex(/^[a-z]$/, 'expected one letter'), z.number());
  expect(lines(schema, { AB: 1 })).toEqual(['AB: expected one letter']);
});
