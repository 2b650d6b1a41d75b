import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function watched(isTTY: boolean, jobs: number) {
  const written: string[] = [];
  let clock = 0;
  const progress = createProgress(
    { isTTY, write: (text) => written.push(text) },
    { jobs, samples: 2_000 },
    () => clock,
  );
  return {
    written,
    progress,
    wait: (ms: number) => {
      clock += ms;
    },
  };
}

test('on a terminal one line is rewritten, not too often, and taken away at the end', () => {
  const { written, progress, wait } = watched(true, 4);
  for (const ms of [500, 50, 450]) {
    wait(ms);
    progress.done('ar1');
  }
  progress.end();
  expect(written).toEqual([
    '\r\x1b[K██████░░░░░░░░░░░░░░░░░░  1 of 4 series  4,000 samples/s  ar1',
    '\r\x1b[K██████████████████░░░░░░  3 of 4 series  6,000 samples/s  ar1',
    '\r\x1b[K',
  ]);
});

test('elsewhere ten lines are written', () => {
  const { written, progress, wait } = watched(false, 25);
  for (let i = 0; i < 25; i += 1) {
    wait(1_000);
    progress.done('ar1');
  }
  progress.end();
  expect(written.length).toBe(10);
  expect(written.at(-1)).toBe('25 of 25 series  2,000 samples/s  ar1\n');
});
