import { Unavailable } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { away, type Carry, MINUTE, runRequest, runWorld } from '../testing/run-world.ts';
import type { Actor } from './actor.ts';
import type { RunDesk } from './run-desk.ts';

const vera: Actor = { name: 'vera', role: 'viewer' };
const olga: Actor = { name: 'olga', role: 'operator' };
const ada: Actor = { name: 'ada', role: 'approver' };
const root: Actor = { name: 'root', role: 'admin' };

async function approved(desk: RunDesk, tag = 't', options = {}) {
  const { id } = await desk.request(runRequest(tag), olga);
  await desk.approve(id, ada, options);
  return id;
}

async function executed(desk: RunDesk, tag = 't', options = {}) {
  const id = await approved(desk, tag, options);
  await desk.execute(id, olga);
  await desk.settled();
  return id;
}

describe('the usual way', () => {
  test('requested, approved, executed: each step once, and its output is shown', async () => {
    const world = runWorld();
    const desk = world.desk();
    const id = await executed(desk);
    const run = await desk.get(id);
    expect(run).toMatchObject({ state: 'done', mode: 'manual', requestedBy: olga, approval: { by: ada } });
    expect(run.steps.map(({ status, outcome }) => [status, outcome?.output])).toEqual([
      ['done', 't/v1/step-0 says ok'],
      ['done', 't/v1/step-1 says ok'],
      ['not_run', undefined],
    ]);
    expect(world.executed.map(({ step }) => step)).toEqual(['t/v1/step-0', 't/v1/step-1']);
    expect(await desk.list()).toMatchObject([{ id, state: 'done', over: false, runbook: 'disk_high' }]);
  });

  test('all of it is in the audit log and on the bus', async () => {
    const world = runWorld();
    const id = await executed(world.desk());
    const kinds = [
      'requested',
      'approved',
      'claimed',
      ...Array(2).fill(['step_started', 'step_ended']).flat(),
      'ended',
    ];
    expect(world.disk('a').map(({ kind }) => kind)).toEqual(kinds);
    const actions = world.actions();
    expect(actions.map(({ event }) => event)).toEqual(kinds);
    expect(actions[0]).toMatchObject({
      action: 'approval_requested',
      actor: 'olga',
      incident_id: 'incident-t',
    });
    expect(actions[1]).toMatchObject({ action: 'approval_decided', actor: 'ada', approved_role: 'approver' });
    expect(actions.at(-1)).toMatchObject({
      action: 'runbook_execution',
      run_id: id,
      runbook: 'disk_high',
      device: 'server-1',
      metric: 'disk_usage',
      mode: 'manual',
      result: {
        status: 'done',
        steps: [
          { step: 't/v1/step-0', status: 'done', result: 't/v1/step-0 says ok', duration_ms: 5 },
          { step: 't/v1/step-1', status: 'done' },
          { step: 't/v1/back', status: 'not_run', phase: 'rollback' },
        ],
      },
    });
    expect(world.published.every(({ key }) => key === 'incident-t')).toBe(true);
  });

  test('a dry run gives the plan, keeps nothing, and hides secrets', async () => {
    const world = runWorld();
    const request = runRequest('t', { parameters: { tag: 't', password: 'hunter2' } });
    const plan = await world.desk().dryRun(request, olga);
    expect(plan.steps.map(({ name }) => name)).toEqual(['t/v1/step-0', 't/v1/step-1']);
    expect(plan.parameters.password).toBe('***');
    expect(await world.desk().list()).toEqual([]);
    await world.desk().request(request, olga);
    expect(JSON.stringify([world.disk('a'), world.published])).not.toContain('hunter2');
  });

  test('a failed step ends the run, unless it says otherwise', async () => {
    const world = runWorld();
    world.outcome = () => ({ status: 'failed', exitCode: 2, problem: 'exit code 2' });
    const id = await executed(world.desk());
    expect(await world.desk().get(id)).toMatchObject({
      state: 'failed',
      reason: 'the step t/v1/step-0 ended as failed: exit code 2',
    });
    expect(world.executed).toHaveLength(1);
  });
});

test('only so many runs wait at a time; one that is decided about makes room', async () => {
  const world = runWorld();
  const desk = world.desk();
  for (let number = 0; number < 200; number += 1) await desk.request(runRequest(`r${number}`), olga);
  await expect(desk.request(runRequest('more'), olga)).rejects.toMatchObject({
    name: 'LimitReached',
    message: expect.stringContaining('200 runs'),
  });
  const [newest] = await desk.list();
  await desk.deny(newest?.id ?? '', ada);
  await desk.request(runRequest('more'), olga);
  expect((await desk.list()).filter(({ over }) => !over)).toHaveLength(200);
});

describe('who may do what', () => {
  test.each<[string, (desk: RunDesk, id: string) => Promise<unknown>]>([
    ['a viewer requests nothing', (desk) => desk.request(runRequest('x'), vera)],
    ['a viewer plans nothing', (desk) => desk.dryRun(runRequest('x'), vera)],
    ['an operator approves nothing', (desk, id) => desk.approve(id, olga)],
    ['an operator denies nothing', (desk, id) => desk.deny(id, olga)],
    ['a viewer executes nothing', (desk, id) => desk.execute(id, vera)],
    ['a viewer cancels nothing', (desk, id) => desk.cancel(id, vera)],
    ['a viewer stops nothing', (desk) => desk.stop('x', vera)],
    ['an approver does not resume', (desk) => desk.resume(ada)],
    ['nobody calls himself the settings', (desk, id) => desk.approve(id, { name: 'eve', role: 'policy' })],
  ])('%s', async (_what, ask) => {
    const world = runWorld();
    const desk = world.desk();
    const { id } = await desk.request(runRequest('t'), olga);
    await expect(ask(desk, id)).rejects.toMatchObject({ name: 'Forbidden' });
  });

  test('where two roles are set, nobody approves what he requested', async () => {
    const world = runWorld({ settings: { two_roles: true } });
    const desk = world.desk();
    const { id } = await desk.request(runRequest('t'), ada);
    await expect(desk.approve(id, ada)).rejects.toThrow('ada requested run');
    expect((await desk.approve(id, root)).state).toBe('approved');
    const alone = runWorld().desk();
    const own = await alone.request(runRequest('t'), ada);
    expect((await alone.approve(own.id, ada)).state).toBe('approved');
  });
});

describe('without a valid approval nothing runs', () => {
  test('an approval and a denial at the same moment on two instances: one counts, and the audit logs say which', async () => {
    const world = runWorld();
    const { id } = await world.desk().request(runRequest('t'), olga);
    const both = await Promise.allSettled([world.desk().approve(id, ada), world.desk('b').deny(id, root)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = both[0]?.status === 'fulfilled' ? 'approved' : 'denied';
    expect((await world.desk().get(id)).state).toBe(won);
    const lost = [...world.disk('a'), ...world.disk('b')].find(({ kind }) => kind === 'overtaken');
    expect(lost).toMatchObject({ run: id, what: won === 'approved' ? 'denied' : 'approved' });
  });

  test('before it, after a denial, twice, or of an unknown run', async () => {
    const world = runWorld();
    const desk = world.desk();
    const { id } = await desk.request(runRequest('t'), olga);
    await expect(desk.execute(id, root)).rejects.toThrow(`Run ${id} waits for an approval`);
    await desk.deny(id, ada, 'not now');
    await expect(desk.execute(id, root)).rejects.toMatchObject({ name: 'Conflict' });
    await expect(desk.approve(id, ada)).rejects.toThrow('is denied, so that there is nothing to decide');
    await expect(desk.execute('nothing', root)).rejects.toMatchObject({ name: 'NotFound' });
    expect(world.executed).toEqual([]);
    const other = await executed(desk, 'u');
    await expect(desk.execute(other, root)).rejects.toThrow('is done and is not executed again');
  });

  test('past its expiry, also between two steps', async () => {
    const world = runWorld();
    const desk = world.desk();
    const late = await approved(desk);
    world.now += 15 * MINUTE;
    await expect(desk.execute(late, olga)).rejects.toMatchObject({ name: 'Expired' });
    expect((await desk.get(late)).state).toBe('expired');
    world.whileExecuting = async () => {
      world.now += 15 * MINUTE;
    };
    const long = await executed(desk, 'u');
    expect(await desk.get(long)).toMatchObject({
      state: 'failed',
      reason: 'its approval expired before all steps had begun',
      steps: [{ status: 'done' }, { status: 'not_run' }, { status: 'not_run' }],
    });
  });

  test('a runbook that changed meanwhile voids it, also when it changes back', async () => {
    const world = runWorld();
    const desk = world.desk();
    const id = await approved(desk);
    world.version = 2;
    await expect(desk.execute(id, olga)).rejects.toThrow('what it would do now is not what was approved');
    world.version = 1;
    await expect(desk.execute(id, olga)).rejects.toThrow('is expired and is not executed again');
    expect(world.executed).toEqual([]);
  });

  test('a setting that changed meanwhile counts', async () => {
    const world = runWorld();
    const { id } = await world.desk().request(runRequest('t'), ada);
    await world.desk().approve(id, ada);
    const strict = world.desk('a', 2, { two_roles: true });
    await expect(strict.execute(id, olga)).rejects.toThrow(
      'ada requested and approved it, and two_roles is set',
    );
  });

  test('what nobody decides or executes expires by itself', async () => {
    const world = runWorld();
    const desk = world.desk();
    const { id } = await desk.request(runRequest('t'), olga);
    const other = await approved(desk, 'u');
    world.now += 15 * MINUTE;
    await desk.tick();
    expect((await desk.get(other)).state).toBe('expired');
    world.now += 24 * 60 * MINUTE;
    await desk.tick();
    expect((await desk.get(id)).state).toBe('expired');
  });
});

describe('without a person', () => {
  const request = { ...runRequest('t'), incident: 'i' };
  test('only when the settings say so, up to their risk, once an incident', async () => {
    const silent = runWorld({ steps: ['read_only'] });
    expect(await silent.desk().runByItself(request)).toBeUndefined();
    const world = runWorld({ steps: ['read_only'], settings: { auto_execute: true } });
    const run = await world.desk().runByItself(request);
    expect(run).toMatchObject({ mode: 'auto', approval: { by: { role: 'policy' }, includeRollback: false } });
    await world.desk().settled();
    expect(await world.desk('a', 2).runByItself(request)).toBeUndefined();
    expect(world.executed).toHaveLength(1);
  });

  test.each<[string, 'read_only' | 'reversible', ('read_only' | 'reversible' | 'destructive')[]]>([
    ['riskier than set', 'read_only', ['read_only', 'reversible']],
    ['destructive', 'reversible', ['destructive']],
  ])('never what is %s', async (_what, auto_risk, steps) => {
    const world = runWorld({ steps, settings: { auto_execute: true, auto_risk } });
    expect(await world.desk().runByItself(request)).toBeUndefined();
    expect(await world.desk().list()).toEqual([]);
  });

  test.each([
    ['while it runs', false],
    ['after it has ended', true],
  ])(
    'not again when the shared records are lost %s, whichever process of the instance asks',
    async (_when, hasEnded) => {
      const world = runWorld({ steps: ['read_only'], settings: { auto_execute: true } });
      let finish: () => void = () => undefined;
      world.whileExecuting = () =>
        hasEnded
          ? Promise.resolve()
          : new Promise((resolve) => {
              finish = resolve;
            });
      await world.desk().runByItself(request);
      if (hasEnded) await world.desk().settled();
      await world.forgetRecords();
      expect(await world.desk().runByItself(request)).toBeUndefined();
      const next = world.desk('a', 2);
      await next.recover();
      expect(await next.runByItself(request)).toBeUndefined();
      expect(world.executed).toHaveLength(1);
      const other = { ...request, incident: 'j' };
      expect(await next.runByItself(other)).toMatchObject({ mode: 'auto' });
      finish();
    },
  );

  test('not while the audit log cannot be read, and then it does', async () => {
    const world = runWorld({ steps: ['read_only'], settings: { auto_execute: true } });
    world.auditProblem = 'the disk is full';
    await expect(world.desk().runByItself(request)).rejects.toThrow(Unavailable);
    world.auditProblem = undefined;
    expect(await world.desk().runByItself(request)).toMatchObject({ mode: 'auto' });
  });

  test('not while runs are stopped, and not later either', async () => {
    const world = runWorld({ steps: ['read_only'], settings: { auto_execute: true } });
    const desk = world.desk();
    await desk.stop('maintenance', root);
    expect((await desk.runByItself(request))?.state).toBe('approved');
    await desk.resume(root);
    expect(await desk.runByItself(request)).toBeUndefined();
    expect(world.executed).toEqual([]);
  });
});

describe('stopping', () => {
  test('the switch keeps every instance from running anything, also after a restart, until an admin resumes', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    await world.desk('b').stop('change freeze', olga);
    const restarted = world.desk('a', 2);
    await expect(restarted.execute(id, root)).rejects.toThrow(
      'Nothing is run now: olga stopped all runs (change freeze). An admin can resume them.',
    );
    await restarted.resume(root);
    await restarted.execute(id, root);
    await restarted.settled();
    expect((await restarted.get(id)).state).toBe('done');
    expect(world.actions().map(({ action }) => action)).toContain('runbooks_stopped');
  });

  test('it is remembered by the audit log where the shared records are lost', async () => {
    const world = runWorld();
    await world.desk().stop('change freeze', olga);
    await world.forgetRecords();
    const restarted = world.desk('a', 2);
    await restarted.recover();
    expect(await restarted.stopped()).toMatchObject({ by: 'olga', reason: 'change freeze' });
  });

  test('the stop file does the same', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    world.stopFile = true;
    await expect(world.desk().execute(id, root)).rejects.toMatchObject({ name: 'Stopped' });
    expect(world.executed).toEqual([]);
  });

  test.each<[string, (desk: RunDesk, id: string) => Promise<unknown>]>([
    ['the switch', (desk) => desk.stop('now', root)],
    ['a cancel', (desk, id) => desk.cancel(id, olga)],
  ])('%s ends the step in hand, and no further one begins', async (_what, end) => {
    const world = runWorld();
    const desk = world.desk();
    let aborted = false;
    const id = await approved(desk);
    world.whileExecuting = async (_step, signal) => {
      await end(desk, id);
      aborted = signal.aborted;
    };
    world.outcome = () => ({ status: 'cancelled' });
    await desk.execute(id, olga);
    await desk.settled();
    expect(aborted).toBe(true);
    expect((await desk.get(id)).state).toBe('cancelled');
    expect(world.executed).toHaveLength(1);
  });

  test('a cancel on another instance reaches the one that executes with its next look', async () => {
    const world = runWorld();
    const desk = world.desk();
    const id = await approved(desk);
    let aborted = false;
    world.whileExecuting = async (_step, signal) => {
      await world.desk('b').cancel(id, ada);
      await desk.heartbeat();
      aborted = signal.aborted;
    };
    await desk.execute(id, olga);
    await desk.settled();
    expect(aborted).toBe(true);
    expect(await desk.get(id)).toMatchObject({ state: 'cancelled', cancelledBy: ada });
    expect(world.executed).toHaveLength(1);
  });

  test('what has not begun is cancelled for good', async () => {
    const world = runWorld();
    const desk = world.desk();
    const id = await approved(desk);
    await desk.cancel(id, olga);
    await expect(desk.execute(id, olga)).rejects.toMatchObject({ name: 'Conflict' });
    await expect(desk.cancel(id, olga)).rejects.toThrow('there is nothing to cancel');
  });
});

describe('limits', () => {
  test('of a target and of an hour, for all instances together', async () => {
    const world = runWorld({ settings: { cooldown: 10 * MINUTE, max_per_hour: 2 } });
    await executed(world.desk());
    const second = await approved(world.desk('b'), 'u');
    await expect(world.desk('b').execute(second, olga)).rejects.toMatchObject({ name: 'LimitReached' });
    world.now += 10 * MINUTE;
    await world.desk('b').execute(second, olga);
    await world.desk('b').settled();
    world.now += 10 * MINUTE;
    const third = await approved(world.desk(), 'v');
    await expect(world.desk().execute(third, olga)).rejects.toThrow('max_per_hour');
    expect((await world.desk().get(third)).state).toBe('approved');
  });
});

describe('when something is broken nothing runs', () => {
  test('the audit log cannot be written', async () => {
    const world = runWorld();
    const desk = world.desk();
    const id = await approved(desk);
    world.auditProblem = 'ENOSPC: no space left on device';
    await expect(desk.request(runRequest('u'), olga)).rejects.toMatchObject({ name: 'Stopped' });
    await expect(desk.execute(id, olga)).rejects.toThrow('ENOSPC');
    expect(world.executed).toEqual([]);
    expect(desk.health()).toEqual({ up: false, detail: 'ENOSPC: no space left on device', required: false });
    expect(await desk.get(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('nothing was run'),
    });
    world.auditProblem = undefined;
    expect(desk.health()).toEqual({ up: true });
    await expect(desk.execute(id, olga)).rejects.toMatchObject({ name: 'Conflict' });
  });

  test('it breaks between two steps', async () => {
    const world = runWorld();
    const desk = world.desk();
    world.whileExecuting = async () => {
      world.auditProblem = 'EIO';
    };
    const id = await executed(desk);
    expect(world.executed).toHaveLength(1);
    expect(await desk.get(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('the step t/v1/step-1 was not begun: EIO'),
      steps: [{ status: 'done' }, { status: 'cancelled' }, { status: 'not_run' }],
    });
  });

  const breaking = (which: string) => {
    const broken = { now: false };
    const carry: Carry = (operation, _instance, effect) =>
      broken.now && operation === which ? Promise.reject(away()) : effect();
    return { broken, world: runWorld({ carry }) };
  };

  test('the shared records do not answer', async () => {
    const { broken, world } = breaking('records');
    const id = await approved(world.desk());
    broken.now = true;
    await expect(world.desk().execute(id, olga)).rejects.toMatchObject({ name: 'Unavailable' });
    await expect(world.desk().request(runRequest('u'), olga)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(world.executed).toEqual([]);
  });

  test('the bus does not acknowledge the claim', async () => {
    const { broken, world } = breaking('publish');
    const desk = world.desk();
    const id = await approved(desk);
    await desk.settled();
    broken.now = true;
    await expect(desk.execute(id, olga)).rejects.toMatchObject({ name: 'Stopped' });
    expect(world.executed).toEqual([]);
    broken.now = false;
    await desk.tick();
    expect(world.actions().at(-1)).toMatchObject({ event: 'ended', result: { status: 'failed' } });
  });
});

describe('a run that is not there', () => {
  test('is not taken off the list while it may be about to come', async () => {
    const calls = { left: Number.POSITIVE_INFINITY };
    const carry: Carry = (operation, _instance, effect) => {
      if (operation === 'records') calls.left -= 1;
      return operation === 'records' && calls.left < 0 ? Promise.reject(away()) : effect();
    };
    const world = runWorld({ carry });
    const desk = world.desk();
    // The others are counted, it is looked for, listed, and then its first entry cannot be created.
    calls.left = 3;
    await expect(desk.request(runRequest('t'), olga)).rejects.toMatchObject({ name: 'Unavailable' });
    calls.left = Number.POSITIVE_INFINITY;
    await desk.tick();
    expect(await desk.list()).toHaveLength(1);
    world.now += 24 * 60 * MINUTE;
    await desk.tick();
    expect(await desk.list()).toEqual([]);
  });

  test('is not executed: nothing could be told about it', async () => {
    const hooks = { plan: async () => {} };
    const carry: Carry = async (operation, _instance, effect) => {
      if (operation === 'plan') await hooks.plan();
      return effect();
    };
    const world = runWorld({ carry });
    const id = await approved(world.desk());
    await world.desk().settled();
    hooks.plan = () => world.forgetRecords();
    await expect(world.desk().execute(id, olga)).rejects.toMatchObject({ name: 'NotFound' });
    await world.desk().settled();
    expect(world.executed).toEqual([]);
  });
});

describe('a crash', () => {
  test('in the midst of a step: the run is abandoned, the step unknown, and nothing is run again', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    world.whileExecuting = () => new Promise(() => {});
    await world.desk().execute(id, olga);
    await expect.poll(() => world.executed.length).toBe(1);
    const restarted = world.desk('a', 2);
    await restarted.recover();
    expect(await restarted.get(id)).toMatchObject({
      state: 'abandoned',
      steps: [{ status: 'unknown' }, { status: 'not_run' }, { status: 'not_run' }],
    });
    await expect(restarted.execute(id, olga)).rejects.toThrow('is abandoned and is not executed again');
    await restarted.settled();
    expect(world.actions().at(-1)).toMatchObject({ event: 'ended', result: { status: 'abandoned' } });
  });

  test('the same where the shared records died with it', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    world.whileExecuting = () => new Promise(() => {});
    await world.desk().execute(id, olga);
    await expect.poll(() => world.executed.length).toBe(1);
    await world.forgetRecords();
    const restarted = world.desk('a', 2);
    await restarted.recover();
    expect((await restarted.get(id)).state).toBe('abandoned');
  });

  test('of another instance is noticed once its lease has passed', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    world.whileExecuting = () => new Promise(() => {});
    await world.desk().execute(id, olga);
    await expect.poll(() => world.executed.length).toBe(1);
    world.now += 29_000;
    await world.desk('b').tick();
    expect((await world.desk('b').get(id)).state).toBe('running');
    world.now += 1_000;
    await world.desk('b').tick();
    expect((await world.desk('b').get(id)).state).toBe('abandoned');
  });

  test('an approval whose records are lost is void', async () => {
    const world = runWorld();
    const id = await approved(world.desk());
    await world.forgetRecords();
    const restarted = world.desk('a', 2);
    await restarted.recover();
    await expect(restarted.execute(id, olga)).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('did it help', () => {
  const verified = async (after: number[], options = {}) => {
    const world = runWorld();
    const desk = world.desk();
    const id = await executed(desk, 't', options);
    world.after = after;
    world.now += 10 * MINUTE - 1;
    await desk.tick();
    expect((await desk.get(id)).verdict).toBeUndefined();
    world.now += 1;
    await world.desk('b').tick();
    await world.desk('b').settled();
    return { world, run: await desk.get(id) };
  };

  test('is told once the time of the effect has passed, by whichever instance looks first', async () => {
    const { world, run } = await verified([15, 16, 15]);
    expect(run.verdict).toMatchObject({ effect: 'improved', before: 50, after: 15 });
    expect(world.actions().at(-1)).toMatchObject({ action: 'runbook_execution', verified: 'improved' });
    expect(await world.desk().list()).toMatchObject([{ over: true, verified: 'improved' }]);
  });

  test('what did harm is taken back when that was part of the approval', async () => {
    const { world, run } = await verified([90, 91, 90], { includeRollback: true });
    expect(world.executed.map(({ step }) => step).at(-1)).toBe('t/v1/back');
    expect(run).toMatchObject({ verdict: { effect: 'worse' }, rollback: { state: 'done' } });
    expect(world.actions().at(-1)).toMatchObject({ result: { status: 'rollback_done' }, verified: 'worse' });
  });

  test('a request may ask for that, and whoever approves has the last word', async () => {
    const desk = runWorld().desk();
    const ask = (tag: string) => desk.request(runRequest(tag, { includeRollback: true }), olga);
    expect((await desk.approve((await ask('t')).id, ada)).approval?.includeRollback).toBe(true);
    const without = await desk.approve((await ask('u')).id, ada, { includeRollback: false });
    expect(without.approval?.includeRollback).toBe(false);
  });

  test('and is left as it is when it was not', async () => {
    const { world, run } = await verified([90, 91, 90]);
    expect(world.executed).toHaveLength(2);
    expect(run).toMatchObject({ verdict: { effect: 'worse' } });
    expect(run.rollback).toBeUndefined();
  });

  test.each([
    ['the runbook has changed', 'not what was approved'],
    ['too much time has passed', 'has expired'],
  ])('nothing is taken back after %s', async (what, reason) => {
    const world = runWorld();
    const id = await executed(world.desk(), 't', { includeRollback: true });
    world.after = [90, 91, 90];
    if (what.startsWith('the runbook')) world.version = 2;
    world.now += what.startsWith('the runbook') ? 10 * MINUTE : 26 * MINUTE;
    await world.desk().tick();
    expect(world.executed).toHaveLength(2);
    expect((await world.desk().get(id)).rollback).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining(reason),
    });
  });
});

test('only so many runs are kept; those that are not over stay', async () => {
  const world = runWorld();
  const desk = world.desk();
  const { id: oldest } = await desk.request(runRequest('first'), olga);
  for (let number = 0; number < 505; number += 1) {
    world.now += 1;
    const { id } = await desk.request(runRequest(`t${number}`), olga);
    await desk.deny(id, ada);
  }
  await desk.settled();
  await desk.tick();
  const kept = await desk.list();
  expect(kept).toHaveLength(500);
  expect(kept.at(-1)?.id).toBe(oldest);
});
