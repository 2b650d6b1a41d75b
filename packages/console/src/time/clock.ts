import { createStore } from '../live/store.ts';

const TICK_MS = 5_000;

/** Epoch ms of now, told anew every few seconds: ages that are shown grow. */
export const clock = createStore(Date.now());

/** Lets the clock run. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) clock.set(Date.now());
  }, TICK_MS);
  document.addEventListener('visibilitychange', () => clock.set(Date.now()));
}
