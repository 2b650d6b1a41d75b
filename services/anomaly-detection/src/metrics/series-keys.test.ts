import { type Labels, seriesKey } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeriesKeys } from './series-keys.ts';

const text = fc.constantFrom('', 'a', 'b', 'a\nb', '\n', '1', '__proto__', '"', ' ');
const labels = fc
  .array(fc.tuple(text, fc.oneof(text, fc.constantFrom<string | number | boolean | null>(1, true, null))), {
    maxLength: 3,
  })
  // As a message brings them: `__proto__` is a name like any other.
  .map(
    (entries) =>
      JSON.parse(
        `{${entries.map((entry) => entry.map((part) => JSON.stringify(part)).join(':')).join(',')}}`,
      ) as Labels,
  );

describe('the key that is remembered of a series', () => {
  test('is the one that its entity, metric and labels have, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text, labels), { maxLength: 40 }), (series) => {
        const keyOf = createSeriesKeys('metrics/');
        for (const [entity, metric, given] of series) {
          expect(keyOf(entity, metric, given)).toBe(`metrics/${seriesKey(entity, metric, given)}`);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, Labels, Labels]>([
    ['names differ', { a: 'x' }, { b: 'x' }],
    ['one has a name more', { a: 'x' }, { a: 'x', b: '' }],
    ['a value looks like two', { a: 'x\ny' }, { a: 'x', b: 'y' }],
    ['names are exchanged', { a: 'x', b: 'y' }, { b: 'x', a: 'y' }],
  ])('is not that of another series when %s', (_what, first, second) => {
    const keyOf = createSeriesKeys('');
    for (const given of [first, second, first]) {
      expect(keyOf('e', 'm', given)).toBe(seriesKey('e', 'm', given));
    }
  });

  test.each<[string, [string, string, Labels], [string, string, Labels]]>([
    ['another value', ['e', 'm', { a: 'x' }], ['e', 'm', { a: 'y' }]],
    ['another entity', ['e', 'm', { a: 'x' }], ['f', 'm', { a: 'x' }]],
    ['another metric', ['e', 'm', { a: 'x' }], ['e', 'n', { a: 'x' }]],
    ['a label more', ['e', 'm', { a: 'x' }], ['e', 'm', { a: 'x', b: 'x' }]],
    ['a label less', ['e', 'm', { a: 'x', b: 'x' }], ['e', 'm', { a: 'x' }]],
  ])(
    'is right when a series is not followed by the one of the last time, but by one with %s',
    (_what, usual, other) => {
      const keyOf = createSeriesKeys('');
      const leader: typeof usual = ['e', 'leader', {}];
      for (const given of [leader, usual, leader, other, leader, other, leader, usual]) {
        expect(keyOf(...given)).toBe(seriesKey(...given));
      }
    },
  );

  test('is the same text each time, and stays right for labels of any length', () => {
    const keyOf = createSeriesKeys('');
    const long = { a: 'x'.repeat(1_000_000) };
    expect(keyOf('e', 'm', long)).toBe(seriesKey('e', 'm', long));
    expect(keyOf('e', 'm', long)).toBe(seriesKey('e', 'm', long));
  });
});
