import { expect, test } from 'vitest';
import { plain } from './plain.ts';

test('control and direction signs are taken out, and long texts cut', () => {
  expect(plain('a\u202eb\u0000c\r\nd')).toBe('a b c d');
  expect(plain('x'.repeat(1_000_000)).length).toBe(500);
});
