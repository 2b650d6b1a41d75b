import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPacker } from './packer.ts';

const { pack, unpack } = createPacker(['values', 'tail', 'open']);
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

/** Numbers as states have them: counts, halved counts, measurements, averages, and what is odd. */
const numbers = fc.oneof(
  fc.integer(),
  fc.integer({ min: 0, max: 4000 }).map((n) => n / 8),
  fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(8)).map(([n, k]) => n / 10 ** k),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 5e-324, Number.MAX_VALUE, 2 ** 50, 2 ** 53, -(2 ** 63), 1e21, 0.1 + 0.2),
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '~', '\ud800', 'é漢😀'),
);
const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    numbers,
    texts,
    fc.boolean(),
    fc.constant(null),
    fc.array(numbers, { maxLength: 40 }),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.dictionary(fc.oneof(texts, fc.constantFrom('values', 'tail', '__proto__', '7')), tie('any'), {
      maxKeys: 5,
    }),
  ),
})).any;

describe('a packed value', () => {
  test('is read as JSON would be, to the last bit, with its fields in their order', () => {
    fc.assert(
      fc.property(values, (value) => {
        const read = unpack(pack(value));
        expect(read).toStrictEqual(asJson(value));
        expect(JSON.stringify(read)).toBe(JSON.stringify(value));
      }),
      { numRuns: 3000 },
    );
  });

  test('has no fields that are undefined, and null for what is no number', () => {
    const value = {
      a: undefined,
      b: [undefined, Number.NaN, 1],
      c: Number.POSITIVE_INFINITY,
      d: [1, Number.NaN],
    };
    expect(unpack(pack(value))).toEqual({ b: [null, null, 1], c: null, d: [1, null] });
  });

  test('survives UTF-8, as which it is stored', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const packed = pack({ text });
        expect(Buffer.from(packed).toString()).toBe(packed);
      }),
    );
  });

  test('takes a third to a half of its JSON where it is numbers', () => {
    const measurements = Array.from({ length: 60 }, (_, i) => 50 + Math.round(9000 * Math.sin(i * i)) / 1000);
    expect(pack(measurements).length).toBeLessThan(0.55 * JSON.stringify(measurements).length);
    const counts = Array.from({ length: 24 }, (_, i) => (i * i * i) / 8);
    expect(pack(counts).length).toBeLessThan(0.6 * JSON.stringify(counts).length);
    const averages = Array.from({ length: 8 }, (_, i) => Math.sqrt(i + 2));
    expect(pack(averages).length).toBeLessThan(0.75 * JSON.stringify(averages).length);
  });

  test('may have other values in its fields than what is packed', () => {
    expect(unpack(pack({ a: 1, open: 'x'.repeat(99), b: 2 }, { open: [0] }))).toEqual({
      a: 1,
      open: [0],
      b: 2,
    });
  });

  test('is written in the same way for ever, because it is stored', () => {
    expect(
      pack({ values: [1.5, 2.25, 3], tail: [200, 0.1 + 0.2, 3], open: null, name: 'web 1', n: 300 }),
    ).toBe('~BwUBBQMXGAwMAgUDIJEDADQzMzMzM9M_BwMAAAgECAUACAEErAI nameweb 1n');
  });
});

describe('a text that is not packed', () => {
  test('is refused with what is wrong', () => {
    const packed = pack({ values: [1, 2, 3], name: 'a' });
    expect(() => unpack('{"a":1}')).toThrow(
      'This text is not packed: it does not begin like one: "{\\"a\\":1}"',
    );
    expect(() => unpack(`${packed}b`)).toThrow('it goes on after its end');
    expect(() => unpack(packed.slice(0, -1))).toThrow('it goes on after its end');
    expect(() => unpack(`${packed.slice(0, 6)} a`)).toThrow('it ends too early');
    expect(() => unpack('~Dw ')).toThrow('no value begins with 15');
    expect(() => createPacker([]).unpack(packed)).toThrow('there is no word 1');
  });
});
