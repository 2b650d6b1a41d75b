import { expect, test, vi } from 'vitest';
import { keptAnswers } from './kept-answers.ts';

const answers = () => keptAnswers<string, string>(5, ({ length }) => length);

test('an answer is looked for once', () => {
  const kept = answers();
  const look = vi.fn(() => 'abc');
  expect([kept.find('a', look), kept.find('a', look), kept.known('a')]).toEqual(['abc', 'abc', 'abc']);
  expect(look).toHaveBeenCalledOnce();
  expect(kept.known('b')).toBeUndefined();
});

test('beyond the limit the oldest go, and one that is larger is kept alone', () => {
  const kept = answers();
  for (const name of ['aa', 'bbb']) kept.find(name, () => name);
  expect(['aa', 'bbb'].map(kept.known)).toEqual(['aa', 'bbb']);
  kept.find('c', () => 'c');
  expect(['aa', 'bbb', 'c'].map(kept.known)).toEqual([undefined, 'bbb', 'c']);
  kept.find('large', () => '1234567');
  expect(['bbb', 'c', 'large'].map(kept.known)).toEqual([undefined, undefined, '1234567']);
  kept.find('d', () => 'd');
  expect(['large', 'd'].map(kept.known)).toEqual([undefined, 'd']);
});
