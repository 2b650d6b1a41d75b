import { expect, test } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

test.each([
  ['mysql --password=hunter2 -e x', 'mysql --password=*** -e x'],
  ['mysql --password hunter2 -h db', 'mysql --password *** -h db'],
  ['token: "a b c", next', 'token: ***, next'],
  ['Authorization: Bearer abc.def-1', 'Authorization: Bearer ***'],
  ['https://user:pw@host/path?api_key=1&x=2', 'https://***@host/path?api_key=***&x=2'],
  ['a-scheme-that-is-longer-than-any://user:pw@host', 'a-scheme-that-is-longer-than-any://***@host'],
  ['nothing to hide here', 'nothing to hide here'],
])('%s', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});

test('fields that are named like a secret, wherever they are; the rest stays as it is', () => {
  const value = {
    headers: { Authorization: 'x', 'X-Api-Key': 'y', Accept: 'z' },
    steps: [{ argv: ['a', 'password=b'], timeoutMs: 5 }],
    parameters: JSON.parse('{"__proto__":"p","db_password":"q","count":3}') as object,
  };
  expect(JSON.stringify(maskSecrets(value))).toBe(
    '{"headers":{"Authorization":"***","X-Api-Key":"***","Accept":"z"},' +
      '"steps":[{"argv":["a","password=***"],"timeoutMs":5}],' +
      '"parameters":{"__proto__":"p","db_password":"***","count":3}}',
  );
});

test('a megabyte of anything takes no time to speak of', () => {
  for (const text of ['a', '@', 'password ', 'http://a:', 'Bearer ', 'a.', 'a-b+']) {
    const started = performance.now();
    maskSecrets(text.repeat(1_000_000 / text.length));
    expect(performance.now() - started, text).toBeLessThan(2000);
  }
});
