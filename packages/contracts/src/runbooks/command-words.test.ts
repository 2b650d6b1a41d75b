import { expect, test } from 'vitest';
import { commandWords } from './command-words.ts';

test.each<[string, string[]]>([
  ['df -h', ['df', '-h']],
  ['  df \t -h ', ['df', '-h']],
  [`find / -name "*.g z" -o -name '"'`, ['find', '/', '-name', '*.g z', '-o', '-name', '"']],
  [`a "" ''`, ['a', '', '']],
  [`a"b c"'d e'f`, ['ab cd ef']],
  ['a\\ b', ['a\\', 'b']],
  [`a '$1$2'`, ['a', '$1$2']],
])('%j', (command, words) => {
  expect(commandWords(command)).toEqual({ words });
});

test.each([`a 'b`, 'a "b', `"a'`])('%j is refused for its quote', (command) => {
  expect(commandWords(command)).toEqual({ problem: expect.stringContaining('a quote is not closed') });
});
