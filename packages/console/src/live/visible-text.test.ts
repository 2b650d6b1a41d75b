import { expect, test } from 'vitest';
import { parseVisible, visibleText } from './visible-text.ts';

test('what would turn the text around is seen', () => {
  expect(visibleText('\u202emoc.live\u202c')).toBe('\ufffdmoc.live\ufffd');
});

test('languages that are read from the right stay as they are', () => {
  expect(visibleText('שלום 数据库 host-1')).toBe('שלום 数据库 host-1');
});

test('in every text of an answer, whatever it is called', () => {
  expect(parseVisible('{"a":["\\u2066x"],"__proto__":{"b":"\\u200fy"},"n":1}')).toEqual(
    JSON.parse('{"a":["\\ufffdx"],"__proto__":{"b":"\\ufffdy"},"n":1}'),
  );
});
