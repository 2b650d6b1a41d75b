import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createKeptOutput } from './kept-output.ts';

/** Bytes of buffers that something still holds. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().arrayBuffers;
}

test('of what comes when there is no more room nothing is held, not even the chunks it came in', async () => {
  const before = heldBytes();
  const kept = createKeptOutput();
  const taken = Array.from({ length: 50 }, () => kept.take(Buffer.alloc(1_000_000, 'line\n')));
  expect([taken[0], taken[49]]).toEqual([false, false]);
  await expect.poll(() => heldBytes() - before, { timeout: 10_000 }).toBeLessThan(5_000_000);
  expect(kept.text(1, (all) => all)).toEqual({ output: 'line', truncated: true });
});
