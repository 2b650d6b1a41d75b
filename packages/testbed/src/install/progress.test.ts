import { describe, expect, test } from 'vitest';
import { reported } from './progress.ts';

describe('reported work', () => {
  test('that is quick says nothing', async () => {
    const lines: string[] = [];
    expect(
      await reported(
        (line) => lines.push(line),
        'counting',
        async () => 3,
        { everyMs: 60_000 },
      ),
    ).toBe(3);
    expect(lines).toEqual([]);
  });

  test('that takes its time says again and again how long, and what it said last, and that it is done', async () => {
    const lines: string[] = [];
    let enough: () => void = () => {};
    const twoLines = new Promise<void>((resolve) => {
      enough = resolve;
    });
    await reported(
      (line) => {
        lines.push(line);
        if (lines.length === 2) enough();
      },
      'building',
      async (detail) => {
        detail('first');
        detail('second');
        await twoLines;
      },
      { everyMs: 5 },
    );
    expect(lines[0]).toMatch(/^building: \d+ s, second$/);
    expect(lines.at(-1)).toMatch(/^building: done in \d+ s$/);
  });

  test('that fails is not told as done, and is told no more', async () => {
    const lines: string[] = [];
    const failing = reported(
      (line) => lines.push(line),
      'building',
      async () => {
        throw new Error('no space');
      },
      { everyMs: 60_000 },
    );
    await expect(failing).rejects.toThrow('no space');
    expect(lines).toEqual([]);
  });
});
