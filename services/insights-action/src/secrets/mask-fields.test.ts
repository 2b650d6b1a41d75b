import { expect, test } from 'vitest';
import { maskFields } from './mask-fields.ts';

test.each([
  ['mysql --password=hunter2 -e x', 'mysql --password=*** -e x'],
  ['mysql --password hunter2 -h db', 'mysql --password *** -h db'],
  ['token: "a b c", next', 'token: ***, next'],
  ['Authorization: Bearer abc.def-1', 'Authorization: Bearer ***'],
  ['https://user:pw@host/path?api_key=1&x=2', 'https://***@host/path?api_key=***&x=2'],
  ['a-scheme-that-is-longer-than-any://user:pw@host', 'a-scheme-that-is-longer-than-any://***@host'],
  ['nothing to hide here', 'nothing to hide here'],
])('%s', (text, masked) => {
  expect(maskFields(text)).toBe(masked);
});

test('fields that are named like a secret, wherever they are; the rest stays as it is', () => {
  const value = {
    headers: { Authorization: 'x', 'X-Api-Key': 'y', Accept: 'z' },
    steps: [{ argv: ['a', 'password=b'], timeoutMs: 5 }],
    parameters: JSON.parse('{"__proto__":"p","db_password":"q","count":3}') as object,
  };
  expect(JSON.stringify(maskFields(value))).toBe(
    '{"headers":{"Authorization":"***","X-Api-Key":"***","Accept":"z"},' +
      '"steps":[{"argv":["a","password=***"],"timeoutMs":5}],' +
      '"parameters":{"__proto__":"p","db_password":"***","count":3}}',
  );
});

test('what follows an option that is named like a secret, in a list of words', () => {
  const argv = [
    'mysql',
    '--password',
    'x',
    '-token',
    '-y',
    '--db-password=z',
    '-p',
    '80',
    '--password-file',
    '/a',
  ];
  const masked = ['mysql', '--password', '***', '-token', '***', '--db-password=***', '-p', '80'];
  expect(maskFields({ steps: [{ argv }], arguments: ['--secret', 'x'] })).toEqual({
    steps: [{ argv: [...masked, '--password-file', '/a'] }],
    arguments: ['--secret', '***'],
  });
});

test('a megabyte of anything takes no time to speak of', () => {
  for (const text of [
    'a',
    '@',
    'password ',
    'http://a:',
    'Bearer ',
    'a.',
    'a-b+',
    ' --',
    '--a-',
    'password="\\',
    'cookie:',
    'authorization: a ',
  ]) {
    const started = performance.now();
    maskFields(text.repeat(1_000_000 / text.length));
    expect(performance.now() - started, text).toBeLessThan(2000);
  }
});
