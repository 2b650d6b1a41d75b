import {
  createLogger,
  createMemoryStateStore,
  createMetrics,
  type Records,
  Unavailable,
} from '@aiops/runtime';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import type { Delivery } from './incident-sink.ts';
import { createOutbox } from './outbox.ts';

/** A call that has not happened yet. */
interface Call {
  readonly finish: (how: 'well' | 'unavailable' | 'unavailable after all') => void;
}

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
const metrics = createMetrics('0');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const seen = { moves: 0, unaware: 0, deliveries: 0, repeated: 0 };

const choices = fc.array(fc.nat(1000), { maxLength: 12 });
const command = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('news' as const), incident: fc.nat(1) }) },
  // The owner that loses the task is told at once, or learns of it much later.
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), isTold: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'tell' as const }) },
  { weight: 9, arbitrary: fc.record({ do: fc.constant('go' as const), choices }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fail' as const), choice: fc.nat(1000), after: fc.boolean() }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** Two outboxes to one place, whose every call to the place and to the shared records happens when the model says so. */
function model(isAbortedDone: () => boolean) {
  let calls: Call[] = [];
  const clock = { at: 0 };
  const shown = new Map<string, number>();
  const newest = new Map<string, number>();
  const carry = <T>(effect: () => T | Promise<T>, signal?: AbortSignal): Promise<T> =>
    new Promise((resolve, reject) => {
      const call: Call = {
        finish(how) {
          calls = calls.filter((other) => other !== call);
          if (how === 'unavailable') return reject(new Unavailable('no'));
          const done = Promise.resolve(effect());
          if (how === 'well') return void done.then(resolve, reject);
          void done.then(() => reject(new Unavailable('no answer')));
        },
      };
      calls.push(call);
      signal?.addEventListener('abort', () => {
        if (!calls.includes(call)) return;
        calls = calls.filter((other) => other !== call);
        // What was on its way may have been done.
        if (isAbortedDone()) void effect();
        reject(new Error('aborted'));
      });
    });
  const records = createMemoryStateStore().records('delivered/place');
  const through: Records = {
    get: (key) => carry(() => records.get(key)),
    put: (key, value) => carry(() => records.put(key, value)),
    create: (key, value) => carry(() => records.create(key, value)),
    replace: (key, read, value) => carry(() => records.replace(key, read, value)),
    delete: (keys) => carry(() => records.delete(keys)),
    all: () => carry(() => records.all()),
  };
  const show = ({ incident, revision }: Delivery) => {
    seen.deliveries += 1;
    if (shown.get(incident) === revision) seen.repeated += 1;
    shown.set(incident, revision);
  };
  const open = () =>
    createOutbox({
      sink: { name: 'place', deliver: (delivery, signal) => carry(() => show(delivery), signal) },
      delivered: through,
      newest: (incident) => carry(() => deliveryOf(incident, newest.get(incident) ?? 0)),
      logger,
      metrics,
      now: () => clock.at,
      crash: (error) => {
        throw error;
      },
      pause: (ms, signal) =>
        carry(() => {
          clock.at += ms;
        }, signal).catch(() => undefined),
    });
  const outboxes = [open(), open()];
  return {
    shown,
    newest,
    outboxes,
    async finish(choice: number, how: Parameters<Call['finish']>[0]) {
      calls[choice % Math.max(1, calls.length)]?.finish(how);
      await turn();
    },
    isQuiet: () => calls.length === 0,
  };
}

/** The two instances, one of which owns the task, and tasks that were lost and not told of it. */
function owners(m: ReturnType<typeof model>) {
  let owner = 0;
  let task = new AbortController();
  const unaware: AbortController[] = [];
  const each = (offer: 'offer' | 'offerAgain') => {
    for (const [incident, revision] of m.newest)
      m.outboxes[owner]?.[offer](deliveryOf(incident, revision), task.signal);
  };
  return {
    news(incident: string) {
      const revision = (m.newest.get(incident) ?? 0) + 1;
      m.newest.set(incident, revision);
      m.outboxes[owner]?.offer(deliveryOf(incident, revision), task.signal);
    },
    move(isTold: boolean) {
      seen.moves += 1;
      if (isTold) task.abort();
      else seen.unaware += Math.sign(unaware.push(task));
      task = new AbortController();
      owner = 1 - owner;
      each('offer');
    },
    tell() {
      for (const lost of unaware.splice(0)) lost.abort();
    },
    tick: () => each('offerAgain'),
    settled: () =>
      [...m.newest].every(([incident, revision]) => m.outboxes[owner]?.settled(incident, revision)),
  };
}

async function act(c: Command, m: ReturnType<typeof model>, o: ReturnType<typeof owners>): Promise<void> {
  if (c.do === 'news') o.news(`i${c.incident}`);
  else if (c.do === 'move') o.move(c.isTold);
  else if (c.do === 'tell') o.tell();
  else if (c.do === 'fail') await m.finish(c.choice, c.after ? 'unavailable after all' : 'unavailable');
  else for (const choice of c.choices) await m.finish(choice, 'well');
  await turn();
}

async function play(commands: readonly Command[], dice: Iterator<number>): Promise<void> {
  const m = model(() => dice.next().value > 0);
  const o = owners(m);
  for (const command of commands) await act(command, m, o);
  o.tell();
  for (let ticks = 0; ticks < 3; ticks += 1) {
    o.tick();
    await turn();
    for (let steps = 0; !m.isQuiet() && steps < 5_000; steps += 1) await m.finish(0, 'well');
  }
  expect(Object.fromEntries(m.shown)).toEqual(Object.fromEntries(m.newest));
  expect([m.isQuiet(), o.settled()]).toEqual([true, true]);
}

test('however two instances meet while a task moves, the last word outside is the newest revision', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 10, maxLength: 60, size: 'max' }),
      fc.infiniteStream(fc.nat(1)),
      play,
    ),
    { numRuns: 300 },
  );
});

afterAll(() => {
  // What the histories are about did happen in them.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});
