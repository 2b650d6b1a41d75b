import { expect, test } from 'vitest';
import { createSilence } from './silence.ts';

test('a silence is told once, when it has lasted for the timeout', () => {
  const silence = createSilence(45);
  expect([1000, 1044, 1045, 1046, 2000].map(silence.tick)).toEqual([false, false, true, false, false]);
});

test('whatever is heard ends it', () => {
  const silence = createSilence(45);
  silence.tick(0);
  silence.heard();
  expect([44, 46, 88, 89].map(silence.tick)).toEqual([false, false, false, true]);
  silence.heard();
  expect([100, 145].map(silence.tick)).toEqual([false, true]);
});
