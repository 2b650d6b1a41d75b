import { Unavailable } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { Busy, Refused } from '../sinks/incident-sink.ts';
import { HOUR, notifyWorld, revision, START } from './testing/notify-world.ts';

const other = { root_cause_device: 'server-1' };
const resolved = { status: 'resolved' as const };

describe('a channel is told', () => {
  test('once when an incident opens, when another cause is named, and when it ends', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1));
    expect(world.told()).toEqual(['opened']);
    await world.deliver(revision(2));
    expect(world.told()).toEqual([]);
    await world.deliver(revision(3, {}, other));
    expect(world.told()).toEqual(['cause_changed']);
    await world.deliver(revision(4, resolved, other));
    expect(world.told()).toEqual(['resolved']);
    await world.deliver(revision(5, { status: 'reopened' }, other));
    expect(world.told()).toEqual(['reopened']);
    await world.deliver(revision(6, { status: 'merged', merged_into: 'j' }, other));
    expect(world.told()).toEqual(['merged']);
  });

  test('nothing twice, whatever is delivered again and wherever it was stopped', async () => {
    const world = await notifyWorld();
    const history = [revision(1), revision(2, {}, other), revision(3, resolved, other)];
    for (const result of history) {
      await world.deliver(result);
      await world.restart();
      await world.deliver(result);
    }
    for (const result of history) await world.deliver(result);
    expect(world.told()).toEqual(['opened', 'cause_changed', 'resolved']);
  });

  test('when a cause is named after none was certain, and not when it becomes uncertain again', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1, { conclusive: false }));
    await world.deliver(revision(2));
    await world.deliver(revision(3, { conclusive: false }));
    await world.deliver(revision(4));
    expect(world.told()).toEqual(['opened', 'cause_changed']);
  });

  test('of each cause once, however often they take turns', async () => {
    const world = await notifyWorld();
    for (let number = 1; number < 20; number += 1)
      await world.deliver(revision(number, {}, number % 2 === 0 ? other : {}));
    expect(world.told()).toEqual(['opened', 'cause_changed']);
  });

  test('of none of it when it was over before', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(3, resolved));
    expect(world.told()).toEqual([]);
    expect(world.actions).toMatchObject([{ value: { result: { status: 'suppressed', reason: 'over' } } }]);
  });
});

describe('what happened too long ago', () => {
  test('is not told, also when it goes on, until something new is recorded', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1), { recordedAt: START - HOUR - 1 });
    expect(world.told()).toEqual([]);
    expect(world.notifications.ledger.counts()).toEqual({ notified: 0, grouped: 0, suppressed: 5 });
    expect(world.warnings).toMatchObject([
      [{ channel: 'ops', incident: 'i' }, expect.stringContaining('max_age')],
    ]);
    await world.deliver(revision(1), { recordedAt: START - HOUR - 1 });
    expect(world.warnings).toHaveLength(1);
    await world.deliver(revision(2));
    expect(world.told()).toEqual(['opened']);
    expect(world.notifications.ledger.counts()).toEqual({ notified: 5, grouped: 0, suppressed: 0 });
  });

  test('is told when the channel could not be reached at the time', async () => {
    const world = await notifyWorld();
    world.failures.push(new Unavailable('down'), new Unavailable('down'));
    const recordedAt = START;
    expect(await world.deliver(revision(1), { recordedAt })).toEqual([new Unavailable('down')]);
    await world.restart();
    world.clock.at += 5 * HOUR;
    await world.deliver(revision(1), { recordedAt });
    expect(world.told()).toEqual([]);
    await world.deliver(revision(1), { recordedAt });
    expect(world.told()).toEqual(['opened']);
  });

  test('is told when it is the end of what was told', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1));
    await world.deliver(revision(2, resolved), { recordedAt: START - 9 * HOUR });
    expect(world.told()).toEqual(['opened', 'resolved']);
  });
});

describe('a channel', () => {
  test('for severe incidents hears of others when they become severe', async () => {
    const world = await notifyWorld({
      channels: [{ name: 'ops', kind: 'slack', url_file: 'none', min_severity: 'critical' }],
    });
    const mild = revision(1);
    const calm = (result: typeof mild): typeof mild =>
      JSON.parse(JSON.stringify(result).replaceAll('"critical"', '"medium"'));
    await world.deliver(calm(mild));
    expect(world.told()).toEqual([]);
    await world.deliver(revision(2));
    expect(world.told()).toEqual(['opened']);
  });

  test.each([
    [{ domain: 'lab' }, true],
    [{ domain: ['x', 'l*'] }, true],
    [{ domain: 'x' }, false],
    [{ entity: 'server-*' }, true],
    [{ entity: 'urn:aiops:device:switch:*', metric: 'link_down' }, true],
    [{ entity: 'server-*', metric: 'link_down' }, false],
    [{ type: 'switch' }, true],
    [{ type: 'router' }, false],
    [{ severity: ['critical'] }, true],
    [{ severity: ['low', 'medium'] }, false],
    [{ entity: '__proto__' }, false],
  ])('for %j hears of the incident: %s', async (match, told) => {
    const world = await notifyWorld({ channels: [{ name: 'ops', kind: 'slack', url_file: 'none', match }] });
    await world.deliver(revision(1));
    expect(world.told()).toEqual(told ? ['opened'] : []);
  });

  test('that refuses a message is not asked again about the same revision, but about the next one', async () => {
    const world = await notifyWorld();
    world.failures.push(new Refused('invalid'));
    expect(await world.deliver(revision(1))).toEqual([new Refused('invalid')]);
    expect(world.notifications.health()).toEqual({
      notify_ops: { up: false, required: false, detail: 'invalid' },
    });
    await world.restart();
    await world.deliver(revision(1));
    expect(world.told()).toEqual([]);
    expect(world.notifications.ledger.counts()).toEqual({ notified: 0, grouped: 0, suppressed: 5 });
    await world.deliver(revision(2));
    expect(world.told()).toEqual(['opened']);
    expect(world.actions.map(({ value }) => value)).toMatchObject([
      { action: 'notification', result: { status: 'refused', reason: 'invalid', change: 'opened' } },
      { action: 'notification', result: { status: 'sent', change: 'opened', channel: 'ops', kind: 'slack' } },
    ]);
  });

  test('that is down does not keep another one from hearing of it', async () => {
    const channel = (name: string) => ({ name, kind: 'slack', url_file: 'none' });
    const world = await notifyWorld({ channels: [channel('a'), channel('b')] });
    world.failures.push(new Unavailable('down'));
    expect(await world.deliver(revision(1))).toHaveLength(1);
    expect(world.sent.splice(0).map((one) => one.channel)).toEqual(['b']);
    await world.deliver(revision(1));
    expect(world.sent.map((one) => one.channel)).toEqual(['a']);
  });
});

test('a message has a key of its own, which is the same when it is sent twice because of a crash', async () => {
  const world = await notifyWorld();
  const told = world.store.records('notify_told_ops');
  await world.deliver(revision(1));
  const before = await told.all();
  await world.deliver(revision(2, {}, other));
  for (const [key, value] of before) await told.put(key, value);
  await world.restart();
  await world.deliver(revision(2, {}, other));
  const [opening, change, again] = world.sent.map(({ notification }) => notification);
  expect(again?.key).toBe(change?.key);
  expect(change?.key).not.toBe(opening?.key);
  expect(change?.openingKey).toBe(opening?.key);
});

test('a message that could not be recorded is not sent again while its process lives', async () => {
  const world = await notifyWorld();
  await world.deliver(revision(1));
  const { records } = world.store;
  let writes = 0;
  world.store.records = (name) => {
    const { replace, ...rest } = records(name);
    const failing: typeof replace = async (...write) => {
      if (name === 'notify_told_ops') writes += 1;
      if (writes === 2) throw new Unavailable('Redis is away');
      return replace(...write);
    };
    return { ...rest, replace: failing };
  };
  await world.restart();
  world.told();
  expect(await world.deliver(revision(2, {}, other))).toEqual([new Unavailable('Redis is away')]);
  expect(await world.deliver(revision(2, {}, other))).toEqual([]);
  expect(world.told()).toEqual(['cause_changed']);
});

test('what an instance had claimed when it died is told by another once the claim has run out', async () => {
  const world = await notifyWorld();
  const told = world.store.records('notify_told_ops');
  const claim = { owner: 'dead', until: START + 60_000 };
  await told.put(
    'i',
    JSON.stringify({ state: 'unheard', revision: 1, causes: [], sent: 0, due: 1, claim, at: START }),
  );
  expect(await world.deliver(revision(1))).toEqual([expect.any(Busy)]);
  expect(world.told()).toEqual([]);
  world.clock.at += 60_000;
  expect(await world.deliver(revision(1))).toEqual([]);
  expect(world.told()).toEqual(['opened']);
});

test('what follows from a message is made up for after a crash', async () => {
  const world = await notifyWorld();
  await world.deliver(revision(1));
  const [action] = world.actions.splice(0);
  await world.store.records('notify_ledger').delete(['i']);
  await world.restart();
  world.clock.at += 1_000;
  await world.deliver(revision(1));
  expect(world.told()).toEqual(['opened']);
  expect(world.actions).toEqual([action]);
  expect(world.notifications.ledger.counts()).toEqual({ notified: 5, grouped: 0, suppressed: 0 });
});
