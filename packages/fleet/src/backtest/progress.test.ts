import { expect, test } from 'vitest';
import { createProgress } from './progress.ts';

function told(isTTY: boolean) {
  const texts: string[] = [];
  let now = 0;
  const progress = createProgress(
    { isTTY, write: (text) => texts.push(text) },
    { files: 2, bytes: 400 },
    () => now,
  );
  const at = (ms: number) => {
    now = ms;
  };
  return { texts, progress, at };
}

test('without a terminal there is one line for each file', () => {
  const { texts, progress, at } = told(false);
  at(500);
  progress.update('a.csv', 100, 500, 1000);
  at(1000);
  progress.finish('a.csv', 100, 1000);
  at(2000);
  progress.finish('b\x1b[2J.csv', 300, 5000);
  progress.end();
  expect(texts).toEqual([
    'a.csv: 1,000 rows  (1 of 2 files, 1,000 rows/s)\n',
    'b\ufffd[2J.csv: 5,000 rows  (2 of 2 files, 3,000 rows/s)\n',
  ]);
});

test('on a terminal one line is rewritten, not more often than anybody can read, and taken away at the end', () => {
  const { texts, progress, at } = told(true);
  at(1000);
  progress.update('a.csv', 100, 500, 1000);
  progress.update('a.csv', 100, 501, 1000);
  expect(texts).toEqual([`\r\x1b[K${'█'.repeat(3)}${'░'.repeat(21)}  12 %  0 of 2 files  500 rows/s  a.csv`]);
  progress.finish('a.csv', 100, 1000);
  expect(texts[1]).toContain(' 25 %  1 of 2 files  1,000 rows/s');
  progress.end();
  expect(texts[2]).toBe('\r\x1b[K');
});
