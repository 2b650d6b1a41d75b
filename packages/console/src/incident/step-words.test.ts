import { expect, test } from 'vitest';
import { stepWords } from './step-words.ts';

test('a step is told as one would type it', () => {
  expect(stepWords({ kind: 'command', argv: ['rm', '-f', 'a b', '', "it's"] })).toBe(
    'rm -f "a b" "" "it\'s"',
  );
  expect(stepWords({ kind: 'http_request', method: 'GET', url: 'http://x/', headers: {} })).toBe(
    'GET http://x/',
  );
  expect(stepWords({ kind: 'script', script: 'clean.sh', sha256: '', arguments: ['/var/x'] })).toBe(
    'clean.sh /var/x',
  );
});
