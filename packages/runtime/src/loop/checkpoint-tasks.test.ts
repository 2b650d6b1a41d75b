import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { checkpointTasks } from './checkpoint-tasks.ts';

/** Tasks that write down when they begin and end; those named in `fails` fail instead. */
function tasksOf(names: readonly string[], log: string[], fails: Readonly<Record<string, number>> = {}) {
  return names.map((name) => ({
    checkpoint: async () => {
      log.push(`${name} begins`);
      for (let turn = 0; turn < (fails[name] ?? 3); turn += 1) await yieldToEvents();
      if (Object.hasOwn(fails, name)) throw new Error(`${name} fails`);
      log.push(`${name} ends`);
    },
  }));
}

describe('a checkpoint of several tasks', () => {
  test('saves each of them once, two at a time', async () => {
    const log: string[] = [];
    await checkpointTasks(tasksOf(['a', 'b', 'c'], log));
    expect(log).toEqual(['a begins', 'b begins', 'a ends', 'c begins', 'b ends', 'c ends']);
  });

  test('is refused with what went wrong first, once nobody writes any more; no further one begins', async () => {
    const log: string[] = [];
    const tasks = tasksOf(['a', 'b', 'c'], log, { a: 1 });
    await expect(checkpointTasks(tasks)).rejects.toThrow('a fails');
    expect(log).toEqual(['a begins', 'b begins', 'b ends']);
    await expect(checkpointTasks(tasksOf(['a', 'b'], log, { a: 5, b: 1 }))).rejects.toThrow('b fails');
  });

  test('of no task is nothing to wait for', async () => {
    await expect(checkpointTasks([])).resolves.toBeUndefined();
  });
});
