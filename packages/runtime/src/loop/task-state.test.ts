import { setImmediate as yieldToEvents } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { REBUILD_KEY } from './task-start.ts';
import { TaskState } from './task-state.ts';

describe('the changes since the last checkpoint', () => {
  test('are what was put and deleted, as JSON, each once', async () => {
    const state = new TaskState([
      ['kept', '1'],
      ['left', '2'],
    ]);
    state.put('new', { at: 1 });
    state.put('kept', 3);
    state.put('kept', 4);
    state.delete('left');
    state.delete('never there');
    expect(state.changed).toBe(true);
    expect(Object.fromEntries(await state.takeChanges())).toEqual({
      new: '{"at":1}',
      kept: '4',
      left: null,
    });
    expect(state.changed).toBe(false);
    expect([...(await state.takeChanges())]).toEqual([]);
  });

  test('tell again of a key that changes after a checkpoint', async () => {
    const state = new TaskState([]);
    state.put('a', 1);
    await state.takeChanges();
    state.put('a', 2);
    expect([...(await state.takeChanges())]).toEqual([['a', '2']]);
  });

  test('tell of a key that was deleted and came back what it is now', async () => {
    const state = new TaskState([['a', '1']]);
    state.put('a', 2);
    state.delete('a');
    state.put('a', 3);
    expect([...(await state.takeChanges())]).toEqual([['a', '3']]);
    state.delete('a');
    expect([...(await state.takeChanges())]).toEqual([['a', null]]);
  });

  test('are written by the codec of the service, which also reads them, but for what the loop keeps for itself', async () => {
    const codec = {
      write: (key: string, value: unknown) => `${key}=${value}`,
      read: (key: string, text: string) => text.slice(key.length + 1),
    };
    const stored = [
      ['a', 'a=1'],
      [REBUILD_KEY, '{"aiops.metrics":7}'],
    ] as const;
    const state = new TaskState(stored, codec);
    expect([state.get('a'), state.get(REBUILD_KEY)]).toEqual(['1', { 'aiops.metrics': 7 }]);
    state.put('a', 2);
    state.put(REBUILD_KEY, { 'aiops.metrics': 8 });
    expect(Object.fromEntries(await state.takeChanges())).toEqual({
      a: 'a=2',
      [REBUILD_KEY]: '{"aiops.metrics":8}',
    });
  });

  test('let others run while there are many', async () => {
    const state = new TaskState([]);
    const large = 'x'.repeat(100_000);
    for (let i = 0; i < 1_000; i += 1) state.put(`${i}`, large);
    let turns = 0;
    let done = false;
    const changes = state.takeChanges().finally(() => {
      done = true;
    });
    while (!done) {
      await yieldToEvents();
      turns += 1;
    }
    expect((await changes).size).toBe(1_000);
    expect(turns).toBeGreaterThan(2);
  });
});
