import { setTimeout as sleep } from 'node:timers/promises';
import { type OutMessage, type StateStore, type Unavailable, untilAvailable } from '@aiops/runtime';
import { rackAftermath } from './aftermath.ts';
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
  /** The outage is repaired when this resolves. Without it the devices say nothing after the scenario. */
  readonly repair?: Promise<unknown> | undefined;
}

/** Where the end of the scenario lies (epoch ms) and how many messages were sent. */
const ANCHOR_KEY = 'demo:anchor';
const SENT_KEY = 'demo:sent';
/** Up to when the devices have spoken after the scenario, and when the outage was repaired (epoch ms). */
const SPOKEN_KEY = 'demo:spoken';
const REPAIRED_KEY = 'demo:repaired';
/** A start this long after the devices last spoke plays the scenario anew; sooner, it goes on where it was cut off. */
const REPLAY_AFTER_MS = 60 * 60_000;
const PORTION = 120;
const PAUSE_MS = 150;
/** Between two looks whether the devices have something to say. */
const LOOK_MS = 1_000;

/**
 * Plays the built-in scenario once, faster than it happened, and goes on as time passes where it is to be repaired. The anchor time
 * is remembered, so that a restart repeats exactly the same messages, from where it was cut off (a portion may be sent twice; its ids
 * are the same).
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
    await pause(PAUSE_MS, options);
  }
  if (options.repair !== undefined) await speakOn(anchor, options.repair, options);
}

/** After the scenario the devices speak as time passes, until the fleet ends. */
async function speakOn(anchor: number, repair: Promise<unknown>, options: PlayerOptions): Promise<void> {
  const { cursors, now, publish, signal } = options;
  let isRepaired = false;
  void repair.then(() => {
    isRepaired = true;
  });
  const patiently = <T>(action: () => Promise<T>) => untilAvailable(action, options);
  const remembered = async (key: string) => Number((await patiently(() => cursors.get(key))) ?? 0);
  let spoken = Math.max(anchor, await remembered(SPOKEN_KEY));
  let repairedAt = (await remembered(REPAIRED_KEY)) || undefined;
  while (!signal.aborted) {
    const to = now();
    if (isRepaired && repairedAt === undefined) {
      repairedAt = to;
      await patiently(() => cursors.set(REPAIRED_KEY, String(to)));
    }
    const messages = rackAftermath(anchor, repairedAt, spoken, to).map(({ message }) => message);
    if (messages.length > 0) await patiently(() => publish(messages));
    spoken = to;
    await patiently(() => cursors.set(SPOKEN_KEY, String(to)));
    await pause(LOOK_MS, options);
  }
}

function pause(ms: number, { signal }: PlayerOptions): Promise<unknown> {
  return sleep(ms, undefined, { signal }).catch(() => undefined);
}

async function anchorTime(options: PlayerOptions): Promise<number> {
  const remembered = Number((await options.cursors.get(ANCHOR_KEY)) ?? 0);
  const spoken = Number((await options.cursors.get(SPOKEN_KEY)) ?? 0);
  if (options.now() - Math.max(remembered, spoken) < REPLAY_AFTER_MS) return remembered;
  const anchor = Math.floor(options.now() / 10_000) * 10_000;
  await options.cursors.set(SENT_KEY, '0');
  await options.cursors.set(SPOKEN_KEY, '0');
  await options.cursors.set(REPAIRED_KEY, '0');
  await options.cursors.set(ANCHOR_KEY, String(anchor));
  return anchor;
}
