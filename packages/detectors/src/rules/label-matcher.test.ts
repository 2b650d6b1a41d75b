import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelMatcher } from './label-matcher.ts';

const fits = (pattern: string, text: string) => labelMatcher({ a: [pattern] })({ a: text });

test('without labels a rule is about every series', () => {
  expect(labelMatcher(undefined)({ a: 'x' })).toBe(true);
});

test('each label has to be there with one of its values', () => {
  const matches = labelMatcher({ mount: ['/', '/var'], host: ['db-*'] });
  expect(matches({ mount: '/var', host: 'db-1', other: 'x' })).toBe(true);
  expect(matches({ mount: '/var' })).toBe(false);
  expect(matches({ mount: '/home', host: 'db-1' })).toBe(false);
  expect(matches({ mount: '/', host: 'web-1' })).toBe(false);
});

test('a value that is no text is compared as text, a blank one is no label', () => {
  expect(labelMatcher({ port: ['80'] })({ port: 80 })).toBe(true);
  expect(fits('*', ' ')).toBe(false);
  expect(fits('*', 'x')).toBe(true);
});

test.each([
  ['eth*', 'eth0', true],
  ['eth*', 'eth', true],
  ['eth*', 'xeth0', false],
  ['*.local', 'a.local', true],
  ['*.local', 'local', false],
  ['a*b*c', 'a-b-c', true],
  ['a*b*c', 'acb', false],
  ['ab*ba', 'aba', false],
  ['a*b*b', 'ab', false],
  ['a.c', 'abc', false],
  ['a**c', 'abc', true],
])('%s and %s', (pattern, text, expected) => {
  expect(fits(pattern, text)).toBe(expected);
});

test('a star stands for what a regular expression calls .*', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(word, text, (pattern, value) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's');
      expect(fits(pattern, value)).toBe(expression.test(value));
    }),
  );
});

test('hostile labels cost no more than their length, and names of prototypes are labels like others', () => {
  const long = 'a'.repeat(1_000_000);
  expect(fits('*a*a*a*a*a*b', long)).toBe(false);
  expect(labelMatcher({ constructor: ['*'] })({})).toBe(false);
});
