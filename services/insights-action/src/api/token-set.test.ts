import { timingSafeEqual } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { createTokenSet, digestOf } from './token-set.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});
afterEach(() => vi.clearAllMocks());

const three = () =>
  createTokenSet([
    { name: 'a', role: 'viewer', digest: digestOf('token-a') },
    { name: 'b', role: 'admin', digest: digestOf('token-b') },
    { name: 'c', role: 'operator', digest: digestOf('token-c') },
  ]);

test.each([
  ['token-a', { name: 'a', role: 'viewer' }],
  ['token-b', { name: 'b', role: 'admin' }],
  ['token-', undefined],
  ['', undefined],
  ['__proto__', undefined],
])('%s belongs to %o', (token, actor) => {
  expect(three().find(token)).toEqual(actor);
});

test('every token is compared each time, in constant time and as a digest', () => {
  const compared = vi.mocked(timingSafeEqual);
  three().find('token-a');
  expect(compared).toHaveBeenCalledTimes(3);
  for (const [given, known] of compared.mock.calls) {
    expect([given.byteLength, known.byteLength]).toEqual([32, 32]);
  }
});

test('a token can be added', () => {
  const tokens = three();
  tokens.add({ name: 'd', role: 'admin' }, 'token-d');
  expect(tokens.find('token-d')).toEqual({ name: 'd', role: 'admin' });
});
