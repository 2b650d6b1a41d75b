import { expect, test } from 'vitest';
import { createBatch } from './frame-batch.ts';

test('what comes before the next frame is taken together, in order, once', () => {
  const frames: (() => void)[] = [];
  const taken: (readonly number[])[] = [];
  const batch = createBatch<number>(
    (take) => frames.push(take),
    (items) => taken.push(items),
  );
  for (const item of [1, 2, 3]) batch.add(item);
  expect([frames.length, taken.length]).toEqual([1, 0]);
  frames.shift()?.();
  batch.add(4);
  expect(taken).toEqual([[1, 2, 3]]);
  frames.shift()?.();
  expect(taken).toEqual([[1, 2, 3], [4]]);
});

test('what comes while a batch is taken waits for the next frame', () => {
  const frames: (() => void)[] = [];
  const taken: (readonly string[])[] = [];
  const batch = createBatch<string>(
    (take) => frames.push(take),
    (items) => {
      taken.push(items);
      if (taken.length === 1) batch.add('again');
    },
  );
  batch.add('once');
  frames.shift()?.();
  frames.shift()?.();
  expect(taken).toEqual([['once'], ['again']]);
});
