import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberSchema, parseNumber, toNumber } from './number.ts';

describe('a number', () => {
  test.each([
    [95, 95],
    ['95.0', 95],
    [' -1.5e3 ', -1500],
    ['.5', 0.5],
    ['5.', 5],
    ['+2', 2],
  ])('%j is read', (value, expected) => {
    expect(numberSchema.safeParse(value).success).toBe(true);
    expect(toNumber(value)).toBe(expected);
  });

  test.each([
    '',
    ' ',
    'NaN',
    '+Inf',
    '0x10',
    '1,5',
    '1e999',
    '12 %',
    null,
    true,
    [],
    {},
    Number.NaN,
    Infinity,
  ])('%j is none', (value) => {
    expect(numberSchema.safeParse(value).success).toBe(false);
    expect(parseNumber(value)).toBeUndefined();
  });

  test('that is none is refused with what came instead', () => {
    expect(numberSchema.safeParse(null).error?.issues[0]?.message).toBe('expected number, received null');
    expect(numberSchema.safeParse(Number.NaN).error?.issues[0]?.message).toBe(
      'expected number, received NaN',
    );
  });

  test('is read back from its own text', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
