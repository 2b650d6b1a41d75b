import { describe, expect, test } from 'vitest';
import { csvLine, csvRows, findColumn, parseCsv, requireColumn } from './csv.ts';

const fields = (text: string) => parseCsv(text, 'a.csv').rows.map((row) => row.fields);

describe('reading', () => {
  test.each([
    [
      'plain fields',
      'a,b\n1,2\n3,4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['no line end at the end', 'a,b\n1,2', [['1', '2']]],
    ['CRLF', 'a,b\r\n1,2\r\n', [['1', '2']]],
    ['a byte order mark', '\ufeffa,b\n1,2\n', [['1', '2']]],
    ['commas, quotes and line breaks in quotes', 'a,b\n"x, ""y""\nz",2\n', [['x, "y"\nz', '2']]],
    ['quotes in a plain field', 'a,b\nsay "hi",2\n', [['say "hi"', '2']]],
    [
      'empty fields, also at the end',
      'a,b\n,\n"",""\n',
      [
        ['', ''],
        ['', ''],
      ],
    ],
    ['empty lines', 'a,b\n\n1,2\n\n', [['1', '2']]],
  ])('%s', (_what, text, rows) => {
    expect(fields(text)).toEqual(rows);
  });

  test.each([
    ['1,2,3', ['1', '2', '3']],
    ['\n', ['']],
    ['a,,', ['a', '', '']],
    ['"a","b"', ['a', 'b']],
    ['"cpu, all",2', ['cpu, all', '2']],
    ['"say ""hi""",,x', ['say "hi"', '', 'x']],
    [',"",y', ['', '', 'y']],
    ['5" disk,1', ['5" disk', '1']],
    ['1,2\r\n', ['1', '2']],
    ['1,"2"\r\n', ['1', '2']],
  ])('%j is one row', (text, row) => {
    expect([...csvRows(text, 'a.csv')]).toEqual([{ line: 1, fields: row }]);
  });

  test('a row knows the line on which it begins', () => {
    const { rows } = parseCsv('a,b\n"1\n\n1",2\n\n3,4\n', 'a.csv');
    expect(rows.map(({ line }) => line)).toEqual([2, 6]);
  });

  test.each([
    ['too few fields', 'a,b\n1,2\n3\n', 'a.csv:3 has 1 fields, but the header has 2'],
    ['too many fields', 'a,b\n1,2,3\n', 'a.csv:2 has 3 fields, but the header has 2'],
    ['a quote that does not end', 'a,b\n1,2\n"x\ny', 'a.csv:3 has a quoted field that does not end'],
    ['text after a quote', 'a,b\n"x\ny"z,2\n', 'a.csv:3 has text after the closing quote of a field'],
    ['nothing', '', 'a.csv:1 is empty; a header was expected'],
  ])('%s is told with file and line', (_what, text, message) => {
    expect(() => parseCsv(text, 'a.csv')).toThrow(message);
  });
});

test('columns are found by name', () => {
  const table = parseCsv('a,b\n', 'a.csv');
  expect(findColumn(table, 'b')).toBe(1);
  expect(findColumn(table, 'c')).toBeUndefined();
  expect(() => requireColumn(table, 'c')).toThrow('a.csv:1 has no column "c"; it has "a", "b"');
});

test('what is written is read back', () => {
  const rows = [
    ['1', 'x, "y"\r\nz'],
    ['', 'plain'],
  ];
  expect(fields(['a,b', ...rows.map(csvLine)].join('\n'))).toEqual(rows);
});
