import { expect, test } from 'vitest';
import { createWindowTraces } from './window-traces.ts';

function keyedState(values = new Map<string, unknown>()) {
  return {
    values,
    get: <T>(key: string) => values.get(key) as T | undefined,
    put: (key: string, value: unknown) => void values.set(key, value),
    delete: (key: string) => void values.delete(key),
    keys: () => values.keys(),
  };
}

test('each trace of a window counts once, per domain, also after a restart', () => {
  const state = keyedState();
  const traces = createWindowTraces(state);
  for (const id of ['a', 'b', 'a', '__proto__']) traces.add('north', 7, id);
  traces.add('__proto__', 7, 'a');
  expect(traces.count('north', 7)).toBe(3);
  const saved = JSON.parse(JSON.stringify([...state.values])) as [string, unknown][];
  const again = createWindowTraces(keyedState(new Map(saved)));
  again.add('north', 7, 'b');
  expect([again.count('north', 7), again.count('__proto__', 7)]).toEqual([3, 1]);
});

test('a later window forgets those of the one before', () => {
  const traces = createWindowTraces(keyedState());
  traces.add('north', 7, 'a');
  expect(traces.count('north', 8)).toBe(0);
  traces.add('north', 8, 'b');
  expect([traces.count('north', 7), traces.count('north', 8)]).toEqual([0, 1]);
});

test('beyond ten thousand traces their number follows that of the lines, and the state does not grow', () => {
  const state = keyedState();
  const traces = createWindowTraces(state);
  for (let i = 0; i < 15_000; i += 1) {
    traces.add('north', 7, `t${i}`);
    traces.add('north', 7, `t${i}`);
  }
  expect(traces.count('north', 7) / 15_000).toBeCloseTo(1, 3);
  expect(JSON.stringify([...state.values]).length).toBeLessThan(200_000);
});
