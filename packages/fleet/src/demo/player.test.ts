import { createMemoryStateStore, type OutMessage, type StateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { rackAftermath } from './aftermath.ts';
import { playScenario } from './player.ts';
import { rackUplinkScenario } from './scenario.ts';

const ANCHOR = Date.UTC(2026, 0, 27, 12);
const MINUTE = 60_000;
const idsOf = (messages: readonly { readonly message: OutMessage }[]) =>
  messages.map(({ message }) => message.id);

/** A fleet that has played the scenario already; it starts `at` (epoch ms) and ends after what it first says then. */
async function lifeOf(
  cursors: StateStore,
  at: number,
  repair: Promise<unknown>,
): Promise<(string | undefined)[]> {
  const abort = new AbortController();
  const said: OutMessage[] = [];
  await playScenario({
    cursors,
    repair,
    now: () => at,
    signal: abort.signal,
    onUnavailable: () => undefined,
    onProgress: () => undefined,
    async publish(messages) {
      said.push(...messages);
      abort.abort();
    },
  });
  return said.map(({ id }) => id);
}

async function played(): Promise<StateStore> {
  const cursors = createMemoryStateStore();
  await cursors.set('demo:anchor', String(ANCHOR));
  await cursors.set('demo:sent', String(rackUplinkScenario(ANCHOR).length));
  return cursors;
}

test('after a restart the devices say what they would have said meanwhile, and nothing twice', async () => {
  const cursors = await played();
  const never = new Promise(() => undefined);
  const first = await lifeOf(cursors, ANCHOR + 2 * MINUTE, never);
  const second = await lifeOf(cursors, ANCHOR + 5 * MINUTE, never);
  expect([...first, ...second]).toEqual(idsOf(rackAftermath(ANCHOR, undefined, ANCHOR, ANCHOR + 5 * MINUTE)));
});

test('what was repaired stays so after a restart', async () => {
  const cursors = await played();
  await lifeOf(cursors, ANCHOR + 2 * MINUTE, Promise.resolve());
  const later = await lifeOf(cursors, ANCHOR + 4 * MINUTE, new Promise(() => undefined));
  const [repaired, from] = [Number(await cursors.get('demo:repaired')), ANCHOR + 2 * MINUTE];
  expect(repaired).toBe(from);
  expect(later).toEqual(idsOf(rackAftermath(ANCHOR, repaired, from, ANCHOR + 4 * MINUTE)));
});

test('long after the devices last spoke the scenario is played anew, with an outage that is not repaired', async () => {
  const cursors = await played();
  await lifeOf(cursors, ANCHOR + 2 * MINUTE, Promise.resolve());
  const again = ANCHOR + 2 * MINUTE + 61 * MINUTE;
  const said = await lifeOf(cursors, again, new Promise(() => undefined));
  expect(said[0]).toBe(rackUplinkScenario(again)[0]?.message.id);
  expect(Number(await cursors.get('demo:repaired'))).toBe(0);
});
