import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { away, type Carry, MINUTE, runRequest, runWorld } from '../testing/run-world.ts';
import type { Actor } from './actor.ts';
import { hasRole } from './actor.ts';
import type { RunDesk } from './run-desk.ts';
import type { AuditEntry } from './run-entry.ts';

/** A call to the outside that has not happened yet. */
interface Waiting {
  readonly instance: string;
  readonly finish: (how: 'well' | 'unavailable' | 'unavailable after all') => Promise<void>;
  readonly effect: () => Promise<unknown>;
}

/** Shorter than a lease, so that approvals expire in the midst of runs that are alive. */
const APPROVAL_TTL = 25_000;
const OLGA: Actor = { name: 'olga', role: 'operator' };
const ADA: Actor = { name: 'ada', role: 'approver' };
const ROOT: Actor = { name: 'root', role: 'admin' };
const actor = fc.constantFrom<Actor>(
  { name: 'vera', role: 'viewer' },
  OLGA,
  ADA,
  { name: 'otto', role: 'approver' },
  ROOT,
);
const instance = fc.constantFrom('a' as const, 'b' as const);
const run = fc.nat(2);
const choices = fc.array(fc.nat(1000), { maxLength: 12 });

const command = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('request' as const), instance, actor }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('approve' as const),
      instance,
      actor,
      run,
      rollback: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('flow' as const),
      instance,
      by: fc.oneof(fc.constant(OLGA), actor),
      approver: fc.oneof(fc.constant(ADA), actor),
      rollback: fc.boolean(),
      crashAfter: fc.option(fc.nat(50)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('deny' as const, 'cancel' as const), instance, actor, run }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('execute' as const), instance, actor, run }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop' as const, 'resume' as const), instance }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('auto' as const), instance, run }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('tick' as const), instance }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('time' as const),
      ms: fc.constantFrom(1, 26_000, 26_000, 31_000, 10 * MINUTE, 16 * MINUTE),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('file' as const), version: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), instance, after: fc.boolean() }) },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('go' as const), choices }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fail' as const), choice: fc.nat(1000), after: fc.boolean() }),
  },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

const seen = { executions: 0, rollbacks: 0, automatic: 0, abandoned: 0 };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function model() {
  let waiting: Waiting[] = [];
  const carry: Carry = (_operation, name, effect) =>
    new Promise((resolve, reject) => {
      waiting.push({
        instance: name,
        effect,
        async finish(how) {
          if (how === 'unavailable') return reject(away());
          const done = effect();
          if (how === 'well') return void done.then(resolve, reject);
          await done.catch(() => undefined);
          reject(away());
        },
      });
    });
  const world = runWorld({
    carry,
    settings: { two_roles: true, auto_execute: true, approval_ttl: APPROVAL_TTL },
    steps: ['read_only', 'read_only'],
  });
  const lives = { a: 1, b: 1 };
  const desks: Record<string, RunDesk> = {};
  const ids: string[] = [];
  let requests = 0;
  const approvals: { run: string; actor: Actor; until: number }[] = [];
  const quiet = (promise: Promise<unknown>) => void promise.catch(() => undefined);
  const start = (name: string) => {
    const desk = world.desk(name, lives[name as 'a' | 'b']);
    desks[name] = desk;
    quiet(desk.recover());
  };
  const finish = async (choice: number, how: Parameters<Waiting['finish']>[0]) => {
    const chosen = waiting[choice % Math.max(1, waiting.length)];
    if (chosen === undefined) return;
    waiting = waiting.filter((other) => other !== chosen);
    await chosen.finish(how);
    await turn();
  };
  const drain = async () => {
    for (let calls = 0; waiting.length > 0 && calls < 2000; calls += 1) await finish(0, 'well');
  };
  const crash = async (name: 'a' | 'b', after: boolean) => {
    const dead = waiting.filter((call) => call.instance === `${name}-${lives[name]}`);
    waiting = waiting.filter((call) => !dead.includes(call));
    // Whatever was on its way may still have arrived.
    if (after) for (const call of dead) await call.effect().catch(() => undefined);
    lives[name] += 1;
    start(name);
    await turn();
  };
  start('a');
  start('b');
  return { world, desks, ids, approvals, quiet, finish, drain, crash, nextTag: () => `t${++requests}` };
}

type Model = ReturnType<typeof model>;

/** What is done with a desk; none of it is waited for. */
function ask(m: Model, desk: RunDesk, c: Command & { instance: string }): Promise<unknown> {
  const id = 'run' in c ? (m.ids.at(-1 - c.run) ?? 'none') : '';
  switch (c.do) {
    case 'request':
      return request(m, desk, c.actor);
    case 'approve':
      return approve(m, desk, id, c.actor, c.rollback);
    case 'execute':
    case 'deny':
    case 'cancel':
      return desk[c.do](id, c.actor);
    case 'stop':
      return desk.stop('test', ROOT);
    case 'resume':
      return desk.resume(ROOT);
    case 'auto':
      return desk.runByItself({ ...runRequest(`auto${c.run}`), incident: `auto${c.run}` });
    default:
      return Promise.all([desk.heartbeat(), desk.tick()]);
  }
}

async function request(m: Model, desk: RunDesk, by: Actor): Promise<void> {
  const { id } = await desk.request(runRequest(m.nextTag()), by);
  m.ids.push(id);
}

function approve(m: Model, desk: RunDesk, id: string, by: Actor, includeRollback: boolean): Promise<unknown> {
  const attempt = { run: id, actor: by, until: Number.POSITIVE_INFINITY };
  m.approvals.push(attempt);
  return desk.approve(id, by, { includeRollback }).finally(() => {
    attempt.until = m.world.now;
  });
}

/** As far as people usually go; what follows meets a run in its midst. */
async function flow(m: Model, desk: RunDesk, c: Command & { do: 'flow' }): Promise<void> {
  m.quiet(request(m, desk, c.by));
  await m.drain();
  const id = m.ids.at(-1) ?? 'none';
  m.quiet(approve(m, desk, id, c.approver, c.rollback));
  await m.drain();
  m.quiet(desk.execute(id, OLGA));
  if (c.crashAfter === null) return;
  await turn();
  for (let calls = 0; calls < c.crashAfter; calls += 1) await m.finish(0, 'well');
  await m.crash(c.instance, c.crashAfter % 2 === 0);
}

async function perform(m: Model, c: Command): Promise<void> {
  const { world, desks } = m;
  if (c.do === 'time') world.now += c.ms;
  else if (c.do === 'file') world.version = c.version;
  else if (c.do === 'drain') await m.drain();
  else if (c.do === 'go') for (const choice of c.choices) await m.finish(choice, 'well');
  else if (c.do === 'fail') await m.finish(c.choice, c.after ? 'unavailable after all' : 'unavailable');
  else if (c.do === 'crash') await m.crash(c.instance, c.after);
  else if (c.do === 'flow') await flow(m, desks[c.instance] as RunDesk, c);
  else m.quiet(ask(m, desks[c.instance] as RunDesk, c));
  await turn();
}

/** Looks at every step that was begun with the eyes of somebody who knows only what is on the disks, on the bus and was asked. */
function judge(m: Model): void {
  const { world, approvals } = m;
  const entries: AuditEntry[] = [...world.disk('a'), ...world.disk('b')];
  const names = world.executed.map(({ step }) => step);
  expect(new Set(names).size, `executed twice: ${names.join(' ')}`).toBe(names.length);
  for (const { step, at, isAnnounced } of world.executed) {
    expect(isAnnounced, `${step}: the claim was on the bus before it`).toBe(true);
    const [tag, , name] = step.split('/');
    const requests = entries.filter(
      (entry) => entry.kind === 'requested' && entry.request.parameters.tag === tag,
    );
    const requested = requests.find(
      (entry) => entry.kind === 'requested' && planNames(entry.plan).includes(step),
    );
    expect(requested, `${step} is not what was requested`).toBeDefined();
    if (requested?.kind !== 'requested') continue;
    const { run: id, by } = requested;
    expect(
      entries.some((entry) => entry.kind === 'claimed' && entry.run === id),
      'a claim on a disk',
    ).toBe(true);
    const claims = world.actions().filter((action) => action.run_id === id && action.event === 'claimed');
    expect(claims.length, 'the claim on the bus').toBe(1);
    if (tag?.startsWith('auto')) continue;
    const valid = approvals.filter(
      ({ run: approved, actor: who }) => approved === id && hasRole(who, 'approver') && who.name !== by.name,
    );
    expect(valid.length, `${step}: nobody who may approved it`).toBeGreaterThan(0);
    const last = Math.max(...valid.map(({ until }) => until));
    const ended = Date.parse(
      String(
        world.actions().findLast((action) => action.run_id === id && action.event === 'ended')?.timestamp,
      ),
    );
    const limit = name === 'back' ? ended + 10 * MINUTE : last;
    expect(at, `${step}: its approval had expired`).toBeLessThan(limit + APPROVAL_TTL);
  }
}

const planNames = (plan: { steps: readonly { name: string }[]; rollback: readonly { name: string }[] }) =>
  [...plan.steps, ...plan.rollback].map(({ name }) => name);

test('no sequence of calls, crashes and failures runs a step twice, without a valid approval, or past its expiry', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 60 }), async (commands) => {
      const m = model();
      m.world.after = [90, 91, 89, 90];
      await m.drain();
      for (const c of commands) await perform(m, c);
      for (const ms of [0, 10 * MINUTE, 31_000, 31_000, 10 * MINUTE]) {
        m.world.now += ms;
        for (const desk of Object.values(m.desks)) m.quiet(desk.tick());
        await m.drain();
      }
      judge(m);
      seen.executions += m.world.executed.length;
      seen.rollbacks += m.world.executed.filter(({ step }) => step.endsWith('back')).length;
      seen.automatic += m.world.executed.filter(({ step }) => step.startsWith('auto')).length;
      const runs = await settledRuns(m);
      seen.abandoned += runs.filter(({ state }) => state === 'abandoned').length;
      expect(
        runs.filter(({ state }) => state === 'running'),
        'left running',
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
}, 180_000);

async function settledRuns(m: Model) {
  const listed = (m.desks.a as RunDesk).list();
  await m.drain();
  return listed;
}

afterAll(() => {
  // The property would hold of a desk that never runs anything.
  expect(seen.executions).toBeGreaterThan(150);
  expect(seen.abandoned).toBeGreaterThan(50);
  expect(seen.automatic).toBeGreaterThan(15);
  expect(seen.rollbacks).toBeGreaterThan(0);
});
