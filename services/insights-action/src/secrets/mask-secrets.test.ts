import { expect, test } from 'vitest';
import { createKeptOutput } from '../runbooks/execute/kept-output.ts';
import { maskSecrets } from './mask-secrets.ts';

test.each([
  ['the token is s3cr3t-value.', 'the token is ***.'],
  ['password=hunter22 user=bob', 'password=*** user=bob'],
  ['{"api_key": "abc", "n": 1}', '{"api_key": ***, "n": 1}'],
  ["PASSWORD='two words' x", 'PASSWORD=*** x'],
  ['Authorization: Bearer eyJhbGciOi.x-y_z', 'Authorization: Bearer ***'],
  ['mysql --password hunter22 -h db', 'mysql --password *** -h db'],
  ['https://bob:hunter22@db:5432/x', 'https://***@db:5432/x'],
  ['a -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- b', 'a *** b'],
  ['a -----BEGIN PRIVATE KEY-----\nabc', 'a ***'],
  ['password="two \\"words\\"" x', 'password=*** x'],
  ['password="never closed', 'password=***'],
  ['password=a,b;c', 'password=***'],
  ['db_passphrase: x', 'db_passphrase: ***'],
  ['mysql -password x --db-password "a b" -h db', 'mysql -password *** --db-password *** -h db'],
  ['run --client-secret=x --token-file /run/x', 'run --client-secret=*** --token-file /run/x'],
  ['Authorization: ApiKey x.y', 'Authorization: ApiKey ***'],
  ['Set-Cookie: session=1; path=/\nok', 'Set-Cookie: ***\nok'],
  ['-p 8080 -P x', '-p 8080 -P x'],
  ['nothing of that kind: 3 tokens used', 'nothing of that kind: 3 tokens used'],
])('%j', (text, masked) => {
  expect(maskSecrets(['s3cr3t-value', 's3cr3t', 'abc'])(text)).toBe(masked);
});

test('a secret that begins where the output was cut is not shown in part', () => {
  const kept = createKeptOutput();
  kept.take(Buffer.from(`${'x'.repeat(65_000)}\n${'y'.repeat(525)} s3cr3t-value`));
  const { output, truncated } = kept.text(10, maskSecrets(['s3cr3t-value']));
  expect([truncated, output.includes('s3cr')]).toEqual([true, false]);
});

test('a hostile text of 64 KiB is masked within a second', () => {
  const mask = maskSecrets([]);
  const start = process.cpuUsage().user;
  for (const piece of [
    'password',
    'password=',
    'a://b:',
    '-----BEGIN PRIVATE KEY-----',
    ' --',
    '--a-',
    'password="\\',
    'cookie:',
    'authorization: a ',
    '://',
    '"',
    ' bearer ',
    'a',
  ]) {
    mask(piece.repeat(65_536 / piece.length));
  }
  expect(process.cpuUsage().user - start).toBeLessThan(1_000_000);
});
