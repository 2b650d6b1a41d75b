import { expect, test, vi } from 'vitest';
import { createStore } from './store.ts';

test('whoever watches is told of changes, and of nothing else', () => {
  const store = createStore(1);
  const wake = vi.fn();
  const stop = store.watch(wake);
  store.set(1);
  expect(wake).not.toHaveBeenCalled();
  store.set(2);
  expect([wake.mock.calls.length, store.get()]).toEqual([1, 2]);
  stop();
  store.set(3);
  expect(wake).toHaveBeenCalledTimes(1);
});

test('one may stop watching while being told', () => {
  const store = createStore('a');
  const told: string[] = [];
  const stop = store.watch(() => {
    told.push('first');
    stop();
  });
  store.watch(() => told.push('second'));
  store.set('b');
  store.set('c');
  expect(told).toEqual(['first', 'second', 'second']);
});
