import { labelsSchema, numberSchema, timestampSchema, toJsonSchema } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { columnType, quotedName } from './column-type.ts';

test.each<[string, z.ZodType, string]>([
  ['a text', z.string(), 'STRING'],
  ['one of some texts', z.enum(['a', 'b']), 'STRING'],
  ['a text or nothing', z.string().nullish(), 'STRING'],
  ['a number that may be written as text', numberSchema, 'DOUBLE'],
  ['a whole number', z.number().int(), 'BIGINT'],
  ['a yes or no', z.boolean(), 'BOOLEAN'],
  ['a stamp, which may be a date', timestampSchema, 'STRING'],
  ['labels', labelsSchema, 'MAP<STRING, STRING>'],
  ['a map of numbers', z.record(z.string(), z.number()), 'MAP<STRING, DOUBLE>'],
  ['a map of anything', z.record(z.string(), z.unknown()), 'MAP<STRING, STRING>'],
  ['samples', z.array(z.tuple([numberSchema, numberSchema])), 'ARRAY<ARRAY<DOUBLE>>'],
  ['a list of anything', z.array(z.unknown()), 'ARRAY<STRING>'],
  ['a tuple of anything', z.tuple([z.unknown()]), 'ARRAY<STRING>'],
  ['an object', z.looseObject({ a: z.string(), 'b`c': z.number() }), 'ROW<`a` STRING, `b``c` DOUBLE>'],
  ['one of several', z.union([z.object({ a: z.string() }), z.number()]), 'ROW<`a` STRING>'],
  ['anything', z.unknown(), 'STRING'],
])('%s', (_what, schema, type) => {
  expect(columnType(toJsonSchema('column', schema))).toBe(type);
});

test('a name is quoted, whatever it holds', () => {
  expect(quotedName('a`b; DROP')).toBe('`a``b; DROP`');
});
