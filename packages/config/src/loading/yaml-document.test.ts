import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { readYaml } from './yaml-document.ts';

const source = `# settings
a:
  - b: "x"
    c: 5
  - [1, 'two']
d: {e: 1, "f g": 2}
h: |
  text
i: &anchor
  j: 1
k: *anchor
l:
`;

describe('a place in a YAML text', () => {
  const document = readYaml(source);

  test.each<[(string | number)[], string]>([
    [['a'], '2:1'],
    [['a', 0], '3:5'],
    [['a', 0, 'b'], '3:8'],
    [['a', 0, 'c'], '4:8'],
    [['a', 1, 0], '5:6'],
    [['a', 1, 1], '5:9'],
    [['d', 'e'], '6:8'],
    [['d', 'f g'], '6:18'],
    [['i', 'j'], '10:6'],
    [['k'], '11:4'],
    [['l'], '12:1'],
  ])('%j is %s', (path, place) => {
    expect(document.place(path)).toBe(place);
  });

  test('of what is missing is that of the section it is missing from', () => {
    expect(document.place(['a', 0, 'missing', 'deeper'])).toBe('3:5');
    expect(document.place(['k', 'j'])).toBe('11:4');
    expect(document.has(['a', 0, 'missing'])).toBe(false);
  });

  test('of a key is where its name stands', () => {
    expect(document.keyPlace(['d', 'f g'])).toBe('6:11');
  });
});

test('every value of any document has its place, and it stands there', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.nat(),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('tree'), { maxKeys: 3 }),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const text = dump({ root: value });
      const document = readYaml(text);
      for (const [path, leaf] of leaves(value, ['root'])) {
        const [line = 0, column = 0] = document.place(path).split(':').map(Number);
        expect(text.split('\n')[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${leaf}(?!\\d)`));
      }
    }),
  );
});

function leaves(value: unknown, path: (string | number)[]): [(string | number)[], number][] {
  if (typeof value === 'number') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  return Object.entries(value as object).flatMap(([key, item]) => leaves(item, [...path, key]));
}
