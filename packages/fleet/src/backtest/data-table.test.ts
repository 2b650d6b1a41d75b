import { describe, expect, test } from 'vitest';
import { parseDataTable } from './data-table.ts';

const parse = (text: string) => parseDataTable('rack/a.csv', text);

describe('reading a data file', () => {
  test('stamps may be epoch seconds, milliseconds or ISO 8601, which without a zone is UTC', () => {
    const { ats, stamps } = parse(
      'timestamp,cpu\n1769515200,1\n1769515201000,2\n2026-01-27T12:00:02,3\n2026-01-27 13:00:03+01:00,4\n',
    );
    expect(ats.map((at) => at - 1_769_515_200_000)).toEqual([0, 1000, 2000, 3000]);
    expect(stamps[2]).toBe('2026-01-27T12:00:02');
  });

  test('an empty cell and NaN are missing samples', () => {
    expect(parse('timestamp,a,b\n1,,2\n2,NaN,3e2\n3,nan,-.5').rows).toEqual([
      [Number.NaN, 2],
      [Number.NaN, 300],
      [Number.NaN, -0.5],
    ]);
  });

  test('files of Windows and quoted names are read as well', () => {
    const { metrics, rows } = parse('\ufefftimestamp,"in, out"\r\n1,2\r\n');
    expect(metrics).toEqual(['in, out']);
    expect(rows).toEqual([[2]]);
  });

  test('two rows may have the same time', () => {
    expect(parse('timestamp,a\n5,1\n5,2\n').ats).toEqual([5000, 5000]);
  });

  test('a file without rows is an empty table', () => {
    expect(parse('timestamp,a\n').rows).toEqual([]);
  });

  test.each([
    ['', 'rack/a.csv:1: expected the header timestamp,<metric>…, received ""'],
    ['time,a\n', 'rack/a.csv:1: expected the header timestamp,<metric>…, received "time,a"'],
    ['timestamp\n', 'rack/a.csv:1: expected the header'],
    ['timestamp,a,a\n', 'rack/a.csv:1: two metrics are called "a"'],
    ['timestamp,a,\n', 'rack/a.csv:1: a metric has no name'],
    ['timestamp,a\n1,2\n2\n', 'rack/a.csv:3: 1 cells where the header has 2'],
    ['timestamp,a\n1,2\n\n3,4\n', 'rack/a.csv:3: 1 cells where the header has 2'],
    ['timestamp,a\nyesterday,2\n', 'rack/a.csv:2: expected a time'],
    ['timestamp,a\n1,high\n', 'rack/a.csv:2: a: expected a number, received "high"'],
    ['timestamp,a\n1,1e200\n', 'rack/a.csv:2: a: expected a number'],
    ['timestamp,a\n9,1\n8,1\n', 'rack/a.csv:3: 8 is older than the row before it; sort the rows by time'],
  ])('%j is refused with its place', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
