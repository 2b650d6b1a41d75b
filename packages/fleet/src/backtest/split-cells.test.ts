import { expect, test } from 'vitest';
import { splitCells } from './split-cells.ts';

test.each([
  ['1,2,3', ['1', '2', '3']],
  ['', ['']],
  ['a,,', ['a', '', '']],
  ['"a","b"', ['a', 'b']],
  ['"cpu, all",2', ['cpu, all', '2']],
  ['"say ""hi""",,x', ['say "hi"', '', 'x']],
  [',"",y', ['', '', 'y']],
  ['5" disk,1', ['5" disk', '1']],
])('%s', (line, cells) => {
  expect(splitCells(line)).toEqual(cells);
});
