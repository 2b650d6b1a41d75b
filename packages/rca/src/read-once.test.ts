import { expect, test, vi } from 'vitest';
import { readOnce } from './read-once.ts';

test('a name is read once, a very long one each time, so that names of any length do not fill the memory', () => {
  const read = vi.fn((name: string) => name.length > 3);
  const isLong = readOnce(read);
  expect([isLong('cpu'), isLong('cpu'), isLong('memory'), isLong('cpu')]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(read).toHaveBeenCalledTimes(2);
  const long = 'm'.repeat(201);
  expect([isLong(long), isLong(long)]).toEqual([true, true]);
  expect(read).toHaveBeenCalledTimes(4);
});
