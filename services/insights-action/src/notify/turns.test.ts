import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('work on one key is done in turn, also after a failure; work on another one does not wait', async () => {
  const turns = new Turns();
  const done: string[] = [];
  let finish = () => {};
  const first = turns.take('a', async () => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    done.push('first');
    throw new Error('failed');
  });
  const second = turns.take('a', async () => void done.push('second'));
  await turns.take('b', async () => void done.push('other'));
  finish();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(done).toEqual(['other', 'first', 'second']);
});
