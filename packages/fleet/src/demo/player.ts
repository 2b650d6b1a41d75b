import { setTimeout as sleep } from 'node:timers/promises';
import { type OutMessage, type StateStore, type Unavailable, untilAvailable } from '@aiops/runtime';
import { rackUplinkScenario } from './scenario.ts';

export interface PlayerOptions {
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  readonly cursors: Pick<StateStore, 'get' | 'set'>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Told each time that bus or state store do not answer; the scenario goes on once they do. */
  readonly onUnavailable: (error: Unavailable) => void;
  /** Told after each portion: 0…1. */
  readonly onProgress: (share: number) => void;
}

/** Where the end of the scenario lies (epoch ms) and how many messages were sent. */
const ANCHOR_KEY = 'demo:anchor';
const SENT_KEY = 'demo:sent';
/** A start this long after the last scenario plays it anew; sooner, it goes on where the last one was cut off. */
const REPLAY_AFTER_MS = 60 * 60_000;
const PORTION = 120;
const PAUSE_MS = 150;

/**
 * Plays the built-in scenario once, faster than it happened. The anchor time is remembered, so that a restart repeats
 * exactly the same messages, from where it was cut off (a portion may be sent twice; its ids are the same).
 */
export async function playScenario(options: PlayerOptions): Promise<void> {
  const patiently = <T>(action: () => Promise<T>) => untilAvailable(action, options);
  const anchor = await patiently(() => anchorTime(options));
  const messages = rackUplinkScenario(anchor).map(({ message }) => message);
  let sent = Number((await patiently(() => options.cursors.get(SENT_KEY))) ?? 0);
  options.onProgress(sent / messages.length);
  while (sent < messages.length && !options.signal.aborted) {
    const portion = messages.slice(sent, sent + PORTION);
    await patiently(() => options.publish(portion));
    sent += portion.length;
    await patiently(() => options.cursors.set(SENT_KEY, String(sent)));
    options.onProgress(sent / messages.length);
    await sleep(PAUSE_MS, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

async function anchorTime(options: PlayerOptions): Promise<number> {
  const remembered = Number(await options.cursors.get(ANCHOR_KEY));
  if (options.now() - remembered < REPLAY_AFTER_MS) return remembered;
  const anchor = Math.floor(options.now() / 10_000) * 10_000;
  await options.cursors.set(SENT_KEY, '0');
  await options.cursors.set(ANCHOR_KEY, String(anchor));
  return anchor;
}
