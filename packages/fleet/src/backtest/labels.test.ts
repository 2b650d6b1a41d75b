import { describe, expect, test } from 'vitest';
import { labelledRows } from './labelled-rows.ts';
import { parseLabels } from './labels.ts';

const labelsOf = (value: unknown) => {
  const labels = parseLabels('labels.json', JSON.stringify({ 'a.csv': value })).get('a.csv');
  if (labels === undefined) throw new Error('no labels');
  return labels;
};
/** Ten rows, one each 10 s from 12:00 on. */
const ats = Array.from({ length: 10 }, (_, i) => Date.UTC(2026, 0, 27, 12, 0, 10 * i));
const rowsOf = (value: unknown) => labelledRows('a.csv', labelsOf(value), ats);

describe('labels', () => {
  test('rows are taken as they are, and everything counts unless told otherwise', () => {
    expect(
      rowsOf({
        rows: 10,
        interval: 10,
        licence: 'any',
        windowRows: [
          [2, 3],
          [4, 4],
        ],
      }),
    ).toEqual({
      scoreFromRow: 0,
      windows: [
        { from: 2, to: 3 },
        { from: 4, to: 4 },
      ],
    });
  });

  test('times find the rows between them, both ends included', () => {
    const windows = [['2026-01-27T12:00:15', '2026-01-27T12:00:40Z']];
    expect(rowsOf({ scoreFromRow: 1, windows })).toEqual({ scoreFromRow: 1, windows: [{ from: 2, to: 4 }] });
    const seconds = Date.UTC(2026, 0, 27, 12) / 1000;
    expect(rowsOf({ windows: [[seconds + 20, seconds + 20]] }).windows).toEqual([{ from: 2, to: 2 }]);
  });

  test('where both are given, rows count', () => {
    expect(rowsOf({ windows: [], windowRows: [[1, 1]] }).windows).toHaveLength(1);
  });

  test('a file in which nothing is wrong has an empty list', () => {
    expect(rowsOf({ windows: [] }).windows).toEqual([]);
    expect(() => labelsOf({})).toThrow('labels.json: a.csv: expected windows or windowRows');
  });

  test.each([
    [{ rows: 9, windows: [] }, 'labels.json: a.csv: 9 rows are expected, the file has 10'],
    [
      { windows: [['2026-01-27T12:00:11', '2026-01-27T12:00:19']] },
      'windows[0]: no row lies between 2026-01',
    ],
    [{ scoreFromRow: 11, windows: [] }, 'scoreFromRow 11 lies behind the last of 10 rows'],
    [{ windowRows: [[3, 2]] }, 'windowRows[0]: rows 3 to 2 of 10'],
    [{ windowRows: [[9, 10]] }, 'windowRows[0]: rows 9 to 10 of 10'],
    [
      {
        windowRows: [
          [2, 4],
          [4, 5],
        ],
      },
      'windowRows[1] begins before the one before it has ended',
    ],
  ])('%j does not fit the file', (value, message) => {
    expect(() => rowsOf(value)).toThrow(message);
  });

  test('what cannot be read is told with its place', () => {
    expect(() => parseLabels('labels.json', '{')).toThrow('labels.json: this is not JSON');
    expect(() => labelsOf({ windows: [['soon', 1]] })).toThrow(
      'labels.json: a.csv.windows.0.0: expected ISO 8601 or epoch time',
    );
    expect(() => labelsOf({ windowRows: [[-1, 2]] })).toThrow('labels.json: a.csv.windowRows.0.0');
  });
});
