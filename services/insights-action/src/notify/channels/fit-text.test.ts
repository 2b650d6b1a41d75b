import { expect, test } from 'vitest';
import { bytesOf, fitText } from './fit-text.ts';

test('a text that fits stays as it is, one that does not ends with an ellipsis within the limit', () => {
  expect(fitText('abcde', 5)).toBe('abcde');
  expect(fitText('abcdef', 5)).toBe('abcd…');
  expect(fitText('', 5)).toBe('');
});

test('neither a character nor its escape is cut in two', () => {
  expect(fitText('😀😀😀', 5)).toBe('😀😀…');
  expect(fitText('中中中', 8, { size: bytesOf })).toBe('中…');
  const written = (character: string) => (character === '<' ? '&lt;' : character);
  expect(fitText('<<<', 12, { escape: written })).toBe('&lt;&lt;&lt;');
  expect(fitText('<<<', 11, { escape: written })).toBe('&lt;&lt;…');
});
