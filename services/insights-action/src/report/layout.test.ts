import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columns, listed, pad, WIDTH, wrap } from './layout.ts';

describe('layout', () => {
  test('East Asian characters take two columns, combining ones none', () => {
    expect(columns('abc')).toBe(3);
    expect(columns('磁盘a')).toBe(5);
    expect(columns('e\u0301')).toBe(1);
    expect(pad('磁盘', 6)).toBe('磁盘  ');
  });

  test('lines are as wide as fits, indented under their beginning', () => {
    const text = 'word '.repeat(40).trim();
    const lines = wrap('  lead: ', text);
    expect(lines[0]).toMatch(/^ {2}lead: word word/);
    expect(lines[1]).toMatch(/^ {8}word/);
    expect(lines.map((line) => line.trim().replace('lead: ', '')).join(' ')).toBe(text);
  });

  test('no line is too wide, whatever the text', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '界', ' '), maxLength: 300 });
    expect(wrap('  ', 'x'.repeat(200)).map((line) => line.length)).toEqual([96, 96, 14]);
    fc.assert(
      fc.property(word, (text) => {
        for (const line of wrap('  lead  ', text)) expect(columns(line)).toBeLessThanOrEqual(WIDTH);
      }),
    );
  });

  test('a list says how many it leaves out', () => {
    expect([listed([], 2), listed(['a'], 2), listed(['a', 'b'], 2)]).toEqual(['', 'a', 'a and b']);
    expect(listed(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  });
});
