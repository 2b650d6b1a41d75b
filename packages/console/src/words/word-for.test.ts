import { expect, test } from 'vitest';
import { wordFor } from './word-for.ts';

test('a name that is known is put into words, any other stays as it came', () => {
  expect(wordFor({ done: 'Done' }, 'done')).toBe('Done');
  expect(wordFor({ done: 'Done' }, 'new')).toBe('new');
  expect(wordFor({ done: 'Done' }, 'toString')).toBe('toString');
});
