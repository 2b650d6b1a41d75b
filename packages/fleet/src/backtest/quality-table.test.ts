import { expect, test } from 'vitest';
import { qualityTable } from './quality-table.ts';
import { sourceQuality } from './source-quality.ts';

const silent = new Float64Array(1000);
const found = new Float64Array(1000);
found[500] = 2.5;
const window = [{ from: 500, to: 520 }];

test('one line for each source, dashes for what cannot be told', () => {
  const sources = sourceQuality([
    { name: 'rack/b.csv', scores: found, scoreFromRow: 0, windows: window },
    { name: 'mine.csv', scores: silent, scoreFromRow: 0, windows: [] },
    { name: 'rack/a/c.csv', scores: found, scoreFromRow: 0, windows: [] },
  ]);
  expect(qualityTable(sources)).toBe(
    [
      'source  files  events    NAB  low FP  low FN     at    nF1     at  recall  precision  false notifications',
      '.           1       0      –       –       –      –      –      –       –          –                    –',
      'rack        2       1  94.50   89.00   96.33  2.500  1.000  2.500   1.000      1.000                    0',
      '',
    ].join('\n'),
  );
});
