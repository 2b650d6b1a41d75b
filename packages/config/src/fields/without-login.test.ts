import { expect, test } from 'vitest';
import { bareUrl } from './bare-url.ts';
import { withoutLogin } from './without-login.ts';

test.each([
  ['bolt://neo4j:secret@db:7687', 'bolt://db:7687'],
  ['https://u:p@ss@host/a@b?c@d', 'https://host/a@b?c@d'],
  ['https://token@host', 'https://host'],
  ['http://host/a@b', 'http://host/a@b'],
  ['', ''],
])('%s is told as %s', (url, told) => {
  expect(withoutLogin(url)).toBe(told);
});

test('a path can follow a bare address', () => {
  expect(['http://a//', 'http://a/b/', 'http://a'].map(bareUrl)).toEqual([
    'http://a',
    'http://a/b',
    'http://a',
  ]);
});
