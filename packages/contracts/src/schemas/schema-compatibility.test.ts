import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type JsonSchema, jsonSchemas, toJsonSchema } from './json-schemas.ts';
import { incompatibilities } from './schema-compatibility.ts';

const json = (schema: z.ZodType): JsonSchema => toJsonSchema('x', schema);
const changes = (before: z.ZodType, after: z.ZodType) => incompatibilities(json(before), json(after));
const field = (a: z.ZodType) => z.looseObject({ a });

describe('what only adds is compatible', () => {
  test.each<[string, z.ZodType, z.ZodType]>([
    ['an optional field', z.looseObject({}), z.looseObject({ a: z.string().optional() })],
    ['a field that is no longer required', field(z.string()), field(z.string().optional())],
    ['a further type', field(z.string()), field(z.union([z.string(), z.number()]))],
    ['null', field(z.looseObject({ b: z.string() })), field(z.looseObject({ b: z.string() }).nullish())],
    ['a further value of an enum', field(z.enum(['x'])), field(z.enum(['x', 'y']))],
    ['text instead of an enum', field(z.enum(['x'])), field(z.string())],
    ['a number instead of an integer', field(z.int()), field(z.number())],
    ['a wider bound', field(z.string().min(2).max(5)), field(z.string().min(1).max(6))],
    ['a bound left out', field(z.array(z.string()).min(2)), field(z.array(z.string()))],
    ['another description', field(z.string()), field(z.string().describe('new'))],
    ['unknown fields', z.strictObject({}), z.looseObject({})],
    ['anything instead of something', field(z.string()), field(z.unknown())],
    [
      'a further kind of step',
      z.union([field(z.literal('x'))]),
      z.union([field(z.literal('x')), field(z.literal('y'))]),
    ],
  ])('%s', (_what, before, after) => {
    expect(changes(before, after)).toEqual([]);
  });
});

describe('what takes away is reported with its path', () => {
  test.each<[string, z.ZodType, z.ZodType, string[]]>([
    ['a removed field', field(z.string()), z.looseObject({}), ['.a: the field was removed']],
    ['a newly required field', z.looseObject({}), field(z.string()), ['.a: is now required']],
    [
      'an optional field made required',
      field(z.string().optional()),
      field(z.string()),
      ['.a: is now required'],
    ],
    ['another type', field(z.string()), field(z.number()), ['.a: "string" was allowed, now only "number"']],
    [
      'a type less',
      field(z.union([z.string(), z.number()])),
      field(z.string()),
      ['.a: "number" is no longer allowed'],
    ],
    [
      'an integer only',
      field(z.number()),
      field(z.number().int()),
      ['.a: "number" was allowed, now only "integer"'],
    ],
    ['no null', field(z.string().nullable()), field(z.string()), ['.a: "null" is no longer allowed']],
    [
      'anything no more',
      field(z.unknown().optional()),
      field(z.string().optional()),
      ['.a: "any type" was allowed, now only "string"'],
    ],
    [
      'a value of an enum less',
      field(z.enum(['x', 'y'])),
      field(z.enum(['x'])),
      ['.a: "y" is no longer allowed'],
    ],
    [
      'an enum instead of text',
      field(z.string()),
      field(z.enum(['x'])),
      ['.a: any value was allowed, now only "x"'],
    ],
    ['a tighter bound', field(z.number().max(5)), field(z.number().max(4)), ['.a: maximum was 5, is now 4']],
    ['a new bound', field(z.string()), field(z.string().min(1)), ['.a: minLength was absent, is now 1']],
    ['a pattern', field(z.string()), field(z.string().regex(/^a/)), ['.a: pattern was absent, is now "^a"']],
    ['unknown fields refused', z.looseObject({}), z.strictObject({}), ['.*: is no longer allowed']],
    [
      'in an item',
      field(z.array(field(z.string()))),
      field(z.array(z.looseObject({}))),
      ['.a[].a: the field was removed'],
    ],
    [
      'in a tuple',
      field(z.tuple([z.string(), z.string()])),
      field(z.tuple([z.string(), z.number()])),
      ['.a[1]: "string" was allowed, now only "number"'],
    ],
    [
      'in the values of a map',
      z.record(z.string(), z.string()),
      z.record(z.string(), z.number()),
      ['.*: "string" was allowed, now only "number"'],
    ],
    [
      'in one alternative',
      field(z.union([z.string(), field(z.string())])),
      field(z.union([z.string(), z.looseObject({})])),
      ['.a.a: the field was removed'],
    ],
  ])('%s', (_what, before, after, lines) => {
    expect(changes(before, after)).toEqual(lines);
  });
});

test.each(Object.entries(jsonSchemas()))('%s is compatible with itself', (_name, schema) => {
  expect(incompatibilities(schema, schema)).toEqual([]);
});
