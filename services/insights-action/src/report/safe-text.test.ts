import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns } from './layout.ts';
import { safeText } from './safe-text.ts';

const ESC = '\u001b';

describe('safeText', () => {
  const cases: [name: string, text: string, safe: string][] = [
    ['plain text stays', 'disk full: /var (97 %)', 'disk full: /var (97 %)'],
    ['other scripts stay', '磁盘已满 — ünïcode', '磁盘已满 — ünïcode'],
    ['colours go', `${ESC}[1;31mred${ESC}[0m`, 'red'],
    ['cursor movements go', `a${ESC}[2J${ESC}[10;1Hb`, 'ab'],
    ['one-byte orders go', 'a\u009b31mb', 'ab'],
    ['window titles go', `a${ESC}]0;owned\u0007b`, 'ab'],
    ['links go, their text stays', `${ESC}]8;;http://x${ESC}\\click${ESC}]8;;${ESC}\\`, 'click'],
    ['an order that never ends takes only itself', `a${ESC}[`, 'a'],
    ['device control strings go', `a${ESC}Pq#0${ESC}\\b`, 'ab'],
    ['other escapes go', `a${ESC}cb${ESC}(Bc`, 'abc'],
    ['a nested order does not survive', `${ESC}${ESC}[31m[31mx`, '[31mx'],
    ['line ends and tabs become one space', 'a\r\n\tb\u2028c', 'a b c'],
    ['backspaces and bells go', 'a\b\u0007b\u0000', 'a b'],
    ['marks that turn the direction go', 'abc\u202edef\u200b', 'abc def'],
    ['half a character goes', 'a\ud800b', 'a b'],
  ];
  test.each(cases)('%s', (_name, text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  test('a long text is cut by columns, and not in the middle of a character', () => {
    expect(safeText('x'.repeat(11), 10)).toBe('xxxxxxx...');
    expect(safeText('界'.repeat(5), 10)).toBe('界'.repeat(5));
    expect(safeText('😀'.repeat(6), 10)).toBe(`${'😀'.repeat(3)}...`);
  });

  test('whatever comes in, nothing unseen comes out, and no more than asked for', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(
        ESC,
        '[',
        ']',
        '3',
        '1',
        'm',
        ';',
        '\u0007',
        '\\',
        '\n',
        '\u009b',
        'P',
        '\u202e',
        '界',
        '\ud83d',
      ),
    });
    const anyText = fc
      .array(fc.integer({ min: 0, max: 0x10ffff }))
      .map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(fc.oneof(hostile, anyText), fc.integer({ min: 3, max: 50 }), (text, length) => {
        const safe = safeText(text, length);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(columns(safe)).toBeLessThanOrEqual(length);
      }),
    );
  });

  test('only as much is looked at as can matter', () => {
    expect(safeText(`${`${ESC}[m`.repeat(50)}far away`, 10)).toBe('');
    expect(safeText(`${ESC}]`.repeat(500_000), 20)).toBe('');
  });
});
