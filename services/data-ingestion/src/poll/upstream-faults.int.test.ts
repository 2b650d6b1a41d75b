import type { ConfigInput } from '@aiops/config';
import { topics } from '@aiops/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Fault, type FaultyProxy, faultyProxy, RETRY_AFTER_S } from '../testing/faulty-proxy.ts';
import { type PollTarget, startPollTargets } from '../testing/poll-targets.ts';
import { pollWorld } from '../testing/poll-world.ts';

/** Faults that only a deadline ends; for these alone the pollers are in a hurry, because a busy machine may be slow. */
const SILENT: ReadonlySet<Fault> = new Set(['half-open', 'drip']);
const HURRY_MS = 300;

const faults: [Fault, RegExp][] = [
  ['down', /ECONNREFUSED|hang up/],
  ['reset', /hang up|ECONNRESET/],
  ['half-open', /no full answer within 300 ms/],
  ['status 429', /status 429: slow down/],
  ['status 500', /status 500: no storage/],
  ['error body', /too many requests|unexpected/],
  ['truncated', /not complete JSON/],
  ['cut off', /aborted|hang up|ECONN/],
  ['huge', /exceeds \d+ bytes/],
  ['drip', /no full answer within 300 ms/],
];

let targets: Awaited<ReturnType<typeof startPollTargets>>;
beforeAll(async () => {
  targets = await startPollTargets();
}, 90 * 60_000);
afterAll(() => targets?.stop());

let proxy: FaultyProxy | undefined;
afterEach(() => proxy?.close());

describe.each(['victoriametrics', 'loki', 'tempo'] as const)('while %s fails', (name) => {
  test.each(faults)(
    '(%s) it is told, nothing is made up, and all of it is fetched afterwards',
    async (fault, reason) => {
      const target: PollTarget = targets[name];
      proxy = await faultyProxy(target.url, target.errorBody);
      const { world, bus, start } = pollWorld(target.begin);
      const settings: ConfigInput['data_ingestion'] = { ...target.settings, [`${name}_url`]: proxy.url };
      const events = () => bus.values(topics.events).map(({ event_type: type }) => type);
      let pollers = start(settings);
      await pollers.round();
      expect(pollers.health()).toEqual([{ up: true }]);
      const before = bus.messages.length;

      await proxy.set(fault);
      if (SILENT.has(fault)) {
        pollers.stop();
        pollers = start(settings, HURRY_MS);
      }
      for (const [seconds, wait] of [
        [30, 1_000],
        [60, 2_000],
      ] as const) {
        world.now = target.begin + seconds * 1000;
        expect(await pollers.round()).toEqual([fault === 'status 429' ? RETRY_AFTER_S * 1000 : wait]);
        expect(pollers.health()).toEqual([{ up: false, detail: expect.stringMatching(reason) }]);
      }
      expect(events()).toEqual(['source_down']);
      expect(bus.values(topics.events)[0]).toMatchObject({
        details: { source: name, since: new Date(target.begin + 30_000).toISOString() },
      });
      expect(bus.messages.length).toBe(before + 1);

      await proxy.set(undefined);
      if (SILENT.has(fault)) {
        pollers.stop();
        pollers = start(settings);
      }
      world.now = target.begin + 120_000;
      for (
        let [wait] = await pollers.round();
        pollers.health()[0]?.up !== true;
        [wait] = await pollers.round()
      ) {
        expect(pollers.health()[0]?.detail).toMatch(/^answers again/);
        expect(world.now).toBeLessThan(target.begin + 180_000);
        world.now += wait ?? 0;
      }
      expect(events()).toEqual(['source_down', 'source_up']);
      expect(bus.values(topics.events)[1]).toMatchObject({
        details: {
          since: new Date(target.begin + 30_000).toISOString(),
          until: new Date(target.begin + 120_000).toISOString(),
        },
      });
      pollers.stop();
      const read = target.read(bus.messages);
      expect(read.length).toBeGreaterThan(5);
      expect(read).toEqual(target.between(read[0]?.at ?? 0, world.now - target.lagMs));
    },
  );

  test('a restart at any moment leaves no gap and makes nothing twice', async () => {
    const target: PollTarget = targets[name];
    const { world, bus, start } = pollWorld(target.begin);
    for (const seconds of [0, 17, 30, 44, 75, 76, 140]) {
      world.now = target.begin + seconds * 1000;
      const pollers = start({ ...target.settings, [`${name}_url`]: target.url });
      await pollers.round();
      expect(pollers.health()).toEqual([{ up: true }]);
      pollers.stop();
    }
    const read = target.read(bus.messages);
    expect(read.length).toBeGreaterThan(5);
    expect(read).toEqual(target.between(read[0]?.at ?? 0, target.begin + 140_000 - target.lagMs));
  });

  test('what could be read with the first answer after an hour away is fetched in parts', async () => {
    const target: PollTarget = targets[name];
    const { world, bus, start } = pollWorld(target.begin - 25 * 60_000);
    const pollers = start({ ...target.settings, [`${name}_url`]: target.url });
    await pollers.round();
    world.now = target.begin + 120_000;
    await pollers.round();
    pollers.stop();
    const read = target.read(bus.messages);
    expect(read).toEqual(target.between(target.first, target.begin + 120_000 - target.lagMs));
  });
});
