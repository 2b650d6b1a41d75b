import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonSyntax, jsonOffsets } from './json-offsets.ts';
import { lineColumn, pathKey } from './source-place.ts';

describe('jsonOffsets', () => {
  test('names the place of every value', () => {
    const text = '{ "a": [1, {"b c": null}],\n  "d": "x\\"y" }';
    const offsets = jsonOffsets(text);
    const at = (...path: (string | number)[]) => lineColumn(text, offsets.get(pathKey(path)) ?? -1);
    expect(at('a')).toBe('1:8');
    expect(at('a', 0)).toBe('1:9');
    expect(at('a', 1, 'b c')).toBe('1:20');
    expect(at('d')).toBe('2:8');
  });

  test('takes exactly what JSON.parse takes', () => {
    const almostJson = fc.oneof(
      fc.json(),
      fc.json().map((text) => text.slice(0, -1)),
      fc.json().map((text) => `${text},`),
      fc.string({ unit: fc.constantFrom(...'{}[]",:0123.-eE \n\ttruefalsn\\u\u0001'), maxLength: 12 }),
    );
    fc.assert(
      fc.property(almostJson, (text) => {
        expect(succeeds(() => jsonOffsets(text))).toBe(succeeds(() => JSON.parse(text)));
      }),
      { numRuns: 1000 },
    );
  });

  const refusals: [text: string, offset: number, message: string][] = [
    ['', 0, 'expected a value, found the end of the file'],
    ['{"a": 1,}', 8, 'expected a name in double quotes, found "}"'],
    ['{"a" 1}', 5, 'expected ":" after "a", found "1"'],
    ['[1 2]', 3, 'expected "," or "]", found "2"'],
    ['{"a": \'b\'}', 6, 'expected a value, found "\'"'],
    ['[1] x', 4, 'expected the end of the file, found "x"'],
    ['{"a": "b', 6, 'expected a value, found "\\""'],
  ];
  test.each(refusals)('refuses %j', (text, offset, message) => {
    const refusal = thrown(() => jsonOffsets(text));
    expect(refusal).toBeInstanceOf(JsonSyntax);
    expect(refusal).toMatchObject({ offset, message: `not JSON: ${message}` });
  });
});

function succeeds(run: () => unknown): boolean {
  return thrown(run) === undefined;
}

function thrown(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
