import { configSchema } from '@aiops/config';
import { createMemoryStateStore, createMetrics, type Records, Unavailable } from '@aiops/runtime';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { createNotifications } from './notifications.ts';
import { deliveryOf, revision, START } from './testing/notify-world.ts';

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const seen = { messages: 0, busy: 0, crashes: 0 };
/** The life of an incident, and what is to be told of it: one message for each revision. */
const LIFE = [
  revision(1),
  revision(2, {}, { root_cause_device: 'server-1' }),
  revision(3, { status: 'resolved' }),
  revision(4, { status: 'reopened' }),
];

interface Call {
  readonly instance: string;
  readonly isMessage: boolean;
  readonly finish: (how: 'well' | 'unavailable') => void;
  readonly effect: () => Promise<unknown>;
}

const instance = fc.constantFrom('a', 'b');
const command = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('deliver' as const), instance, revision: fc.nat(3) }) },
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('go' as const), choices: fc.array(fc.nat(99), { maxLength: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), choice: fc.nat(99) }) },
);
type Command =
  | (typeof command extends fc.Arbitrary<infer T> ? T : never)
  | { readonly do: 'crash'; readonly instance: string; readonly isDone: boolean };
const crash = fc.record({ do: fc.constant('crash' as const), instance, isDone: fc.boolean() });

/** Two instances of one channel, whose every call to it and to the shared records happens when the model says so. */
async function model() {
  let calls: Call[] = [];
  const lives: Record<string, number> = { a: 1, b: 1 };
  const clock = { at: START };
  const store = createMemoryStateStore();
  const sent: string[] = [];
  const { insights_action: config } = configSchema.parse({
    insights_action: { notifications: { channels: [{ name: 'ops', kind: 'slack', url_file: 'none' }] } },
  });
  const open = async (name: string) => {
    const life = `${name}-${lives[name]}`;
    const carry = <T>(effect: () => Promise<T>, isMessage = false): Promise<T> =>
      new Promise((resolve, reject) => {
        const finish: Call['finish'] = (how) =>
          how === 'well' ? void effect().then(resolve, reject) : reject(new Unavailable('no'));
        calls.push({ instance: life, isMessage, finish, effect });
      });
    const through = (records: Records): Records => ({
      get: (key) => carry(() => records.get(key)),
      put: (key, value) => carry(() => records.put(key, value)),
      create: (key, value) => carry(() => records.create(key, value)),
      replace: (key, read, value) => carry(() => records.replace(key, read, value)),
      delete: (keys) => carry(() => records.delete(keys)),
      all: () => carry(() => records.all()),
    });
    const send = async (key: string) => void sent.push(key);
    const { sinks } = await createNotifications({
      config,
      records: (set) => through(store.records(set)),
      publish: async () => {},
      now: () => clock.at,
      logger: { warn: () => {} },
      metrics: createMetrics('test'),
      open: async () => ({ send: ({ key }) => carry(() => send(key), true), close: () => {} }),
    });
    return sinks[0] ?? expect.unreachable();
  };
  const sinks = { a: await open('a'), b: await open('b') };
  const deliver = async (name: string, number: number) => {
    const result = LIFE[number] ?? expect.unreachable();
    try {
      await sinks[name as 'a'].deliver(deliveryOf(result, { recordedAt: clock.at }), never);
      return true;
    } catch (error) {
      if ((error as Error).name === 'Busy') seen.busy += 1;
      else if (!(error instanceof Unavailable)) throw error;
      return false;
    }
  };
  const finish = async (choice: number, how: 'well' | 'unavailable') => {
    const some = how === 'well' ? calls : calls.filter(({ isMessage }) => isMessage);
    const call = some[choice % Math.max(1, some.length)];
    calls = calls.filter((other) => other !== call);
    call?.finish(how);
    await turn();
  };
  return {
    sent,
    clock,
    deliver,
    finish,
    isQuiet: () => calls.length === 0,
    async crash(name: string, isDone: boolean) {
      seen.crashes += 1;
      const dead = calls.filter((call) => call.instance === `${name}-${lives[name]}`);
      calls = calls.filter((call) => !dead.includes(call));
      if (isDone) for (const call of dead) await call.effect();
      lives[name] = (lives[name] ?? 0) + 1;
      sinks[name as 'a'] = await open(name);
    },
  };
}

/** Plays the commands, and then has one instance deliver all of it until it is done. */
async function play(commands: readonly Command[]): Promise<string[]> {
  const m = await model();
  const quiet = async () => {
    for (let steps = 0; !m.isQuiet() && steps < 2_000; steps += 1) await m.finish(0, 'well');
  };
  // What is newer comes later, on whichever instance.
  let newest = 0;
  for (const c of commands) {
    if (c.do === 'deliver') {
      newest = Math.min(newest + 1, Math.max(newest, c.revision));
      void m.deliver(c.instance, Math.min(newest, c.revision));
    } else if (c.do === 'crash') await m.crash(c.instance, c.isDone);
    else if (c.do === 'fail') await m.finish(c.choice, 'unavailable');
    else for (const choice of c.choices) await m.finish(choice, 'well');
    await turn();
  }
  await quiet();
  for (let done = false; !done; ) {
    m.clock.at += 61_000;
    const last = m.deliver('a', 3);
    await turn();
    await quiet();
    done = await last;
  }
  seen.messages += m.sent.length;
  return m.sent;
}

test('two instances that deliver at once tell a channel of no change twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 8, maxLength: 40, size: 'max' }), async (commands) => {
      const sent = await play(commands);
      expect(new Set(sent).size).toBe(sent.length);
      expect(sent.length).toBeGreaterThan(0);
    }),
    { numRuns: 60 },
  );
});

test('where one dies, what it had claimed is told once the claim has run out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 8, arbitrary: command }, { weight: 1, arbitrary: crash }), {
        minLength: 8,
        maxLength: 40,
        size: 'max',
      }),
      async (commands) => {
        const sent = await play(commands);
        expect(sent.length).toBeGreaterThan(0);
        // Only where an instance died between sending and recording is anything told again.
        const crashes = commands.filter((c) => c.do === 'crash').length;
        expect(sent.length - new Set(sent).size).toBeLessThanOrEqual(crashes);
      },
    ),
    { numRuns: 60 },
  );
});

afterAll(() => {
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0);
  expect(seen.messages).toBeGreaterThan(100);
});
