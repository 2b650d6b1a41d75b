import { expect, test } from 'vitest';
import { createIdleOrigins } from './idle-origins.ts';

test('an origin is idle once it has been silent in a domain for the timeout, and not in another domain', () => {
  const idle = createIdleOrigins(60);
  idle.tick(1000, 'a', ['x']);
  idle.tick(1059, 'a', ['x']);
  expect(idle.isIdle('a', 'x')).toBe(false);
  idle.tick(1060, 'a', ['x']);
  expect(idle.isIdle('a', 'x')).toBe(true);
  expect(idle.isIdle('b', 'x')).toBe(false);
});

test('an origin that advances counts again and has the whole timeout from the next tick on', () => {
  const idle = createIdleOrigins(60);
  idle.tick(0, 'a', ['x']);
  idle.tick(60, 'a', ['x']);
  idle.advanced('a', 'x');
  expect(idle.isIdle('a', 'x')).toBe(false);
  idle.tick(100, 'a', ['x']);
  idle.tick(159, 'a', ['x']);
  expect(idle.isIdle('a', 'x')).toBe(false);
  idle.tick(160, 'a', ['x']);
  expect(idle.isIdle('a', 'x')).toBe(true);
});

test('without ticks nobody is ever idle', () => {
  expect(createIdleOrigins(0).isIdle('a', 'x')).toBe(false);
});
