import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { underSignals } from './under-signals.ts';

test.each([0, 1])('the first of several signals ends the work: number %i', async (first) => {
  const sources = [new AbortController(), new AbortController()];
  const ended = underSignals(
    sources.map(({ signal }) => signal),
    (either) => new Promise((_, reject) => either.addEventListener('abort', () => reject(either.reason))),
  );
  sources[first]?.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
});

test('a signal that was aborted before is aborted from the beginning', async () => {
  const aborted = AbortSignal.abort('late');
  expect(await underSignals([aborted], async ({ reason }) => reason)).toBe('late');
});

test('however the work ends, nothing of it stays with a signal that lives on', async () => {
  const { signal } = new AbortController();
  expect(await underSignals([signal], async (either) => either.aborted)).toBe(false);
  await expect(underSignals([signal], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
