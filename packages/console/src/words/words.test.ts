import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Every text with its place; functions are called with what they show. */
function textsOf(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    const here = `${place}.${key}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'function')
      return [[here, String(value(...Array.from({ length: value.length }, () => '7')))]];
    return textsOf(value as object, here);
  });
}

test('both languages have the same texts, and none is empty', () => {
  const [english, chinese] = [textsOf(en), textsOf(zh)];
  expect(chinese.map(([place]) => place)).toEqual(english.map(([place]) => place));
  expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('what people read in Chinese is Chinese', () => {
  const sameInBoth = new Set(textsOf(en).map(([place, text]) => `${place} ${text}`));
  const untranslated = textsOf(zh).filter(([place, text]) => sameInBoth.has(`${place} ${text}`));
  expect(untranslated.map(([place]) => place)).toEqual([
    '.shell.title',
    '.shell.languages.en',
    '.shell.languages.zh',
  ]);
});
