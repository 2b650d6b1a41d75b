import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { takeTurn } from './turns.ts';

const MINUTE = 60_000;
const settings = { cooldown: 10 * MINUTE, max_per_hour: 3 };

function turns() {
  const records = createMemoryStateStore().records('turns');
  const take = (run: string, target: string, minute: number) =>
    takeTurn(records, { run, target, at: minute * MINUTE }, settings);
  return { records, take };
}

test('a target rests between two runs, others do not wait for it', async () => {
  const { take } = turns();
  await take('a', 'db-1', 0);
  await expect(take('b', 'db-1', 9)).rejects.toThrow(
    'Something was run on db-1 less than 600 s ago (cooldown). Try again in 60 s.',
  );
  await take('c', 'db-2', 9);
  await take('b', 'db-1', 10);
});

test('only so many begin within an hour', async () => {
  const { take } = turns();
  for (const number of [0, 1, 2]) await take(`r${number}`, `t${number}`, number);
  await expect(take('r3', 't3', 59)).rejects.toThrow(
    '3 runs were executed within the last hour (max_per_hour)',
  );
  await take('r3', 't3', 60);
});

test('a run has one turn', async () => {
  const { take } = turns();
  await take('a', 'db-1', 0);
  await expect(take('a', 'db-1', 30)).rejects.toThrow('Run a is being executed already, or was');
});

test('of two instances that take the last turn at the same moment one gets it', async () => {
  const { take } = turns();
  const both = await Promise.allSettled([take('a', 'db-1', 0), take('b', 'db-1', 0)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('old turns leave, and numbers go on', async () => {
  const { take, records } = turns();
  for (let number = 0; number < 50; number += 1) await take(`r${number}`, 't', number * 30);
  const keys = [...(await records.all()).keys()];
  expect(keys.length).toBeLessThan(6);
  expect(keys).toContain('50');
});
