import { describe, expect, test, vi } from 'vitest';
import { HOUR, notifyWorld, revision, START } from './testing/notify-world.ts';

const stamp = (at: number) => new Date(at).toISOString();
const during = (from: number, until: number) => ({ from: stamp(from), until: stamp(until) });
const muted = (match: object, rest: object = during(START - HOUR, START + HOUR)) => ({
  mutes: [{ name: 'works', match, ...rest }],
});

describe('a mute', () => {
  test('holds back what the cause shows, and lets it be told once when it ends while the incident is open', async () => {
    const world = await notifyWorld(muted({ entity: 'rack-sw-1' }));
    await world.deliver(revision(1));
    await world.tick();
    expect(world.told()).toEqual([]);
    expect(world.actions).toMatchObject([
      { value: { result: { status: 'suppressed', reason: 'mute', mute: 'works', change: 'opened' } } },
    ]);
    world.clock.at = START + 5 * HOUR;
    await world.restart();
    await world.tick();
    expect(world.told()).toEqual(['opened']);
    await world.tick();
    world.clock.at += HOUR;
    await world.tick();
    await world.deliver(revision(2));
    expect(world.told()).toEqual([]);
    expect(await world.store.records('notify_held').all()).toEqual(new Map());
  });

  test('lets it be told with the next revision after its end', async () => {
    const world = await notifyWorld(muted({}));
    await world.deliver(revision(1));
    world.clock.at = START + HOUR;
    await world.deliver(revision(2));
    expect(world.told()).toEqual(['opened']);
    expect(await world.store.records('notify_held').all()).toEqual(new Map());
    await world.tick();
    expect(world.told()).toEqual([]);
  });

  test('does not make old news wait, to be told as if it were new', async () => {
    const world = await notifyWorld(muted({}));
    await world.deliver(revision(1), { recordedAt: START - 3 * HOUR });
    world.clock.at = START + HOUR;
    await world.tick();
    expect(world.told()).toEqual([]);
    expect(world.actions).toMatchObject([{ value: { result: { reason: 'age' } } }]);
  });

  test('that lasts for longer than news is new lets it be told all the same, also when it is offered again meanwhile', async () => {
    const world = await notifyWorld(muted({}, during(START, START + 5 * HOUR)));
    await world.deliver(revision(1), { recordedAt: START });
    world.clock.at = START + 3 * HOUR;
    await world.restart();
    await world.deliver(revision(1), { recordedAt: START });
    expect(world.actions).toHaveLength(1);
    world.clock.at = START + 5 * HOUR;
    await world.tick();
    expect(world.told()).toEqual(['opened']);
  });

  test('of an incident that ended meanwhile tells nothing', async () => {
    const world = await notifyWorld(muted({}));
    await world.deliver(revision(1));
    await world.deliver(revision(2, { status: 'resolved' }));
    world.clock.at = START + HOUR;
    await world.tick();
    await world.deliver(revision(2, { status: 'resolved' }));
    expect(world.told()).toEqual([]);
  });

  test('does not hold back the end of what was told before it', async () => {
    const world = await notifyWorld(muted({}, during(START + 1, START + HOUR)));
    await world.deliver(revision(1));
    world.clock.at += 10;
    await world.deliver(revision(2, {}, { root_cause_device: 'server-1' }));
    await world.deliver(revision(3, { status: 'resolved' }));
    expect(world.told()).toEqual(['opened', 'resolved']);
  });

  test.each([
    [{ entity: 'rack-sw-1', metric: ['link_down', 'network_*'] }, true],
    [{ entity: 'rack-sw-1', metric: 'link_down' }, false],
    [{ entity: 'server-1' }, false],
    [{ domain: 'lab' }, true],
    [{ severity: ['low'] }, false],
  ])('for %j holds the incident back: %s', async (match, held) => {
    const world = await notifyWorld(muted(match));
    await world.deliver(revision(1));
    expect(world.told()).toEqual(held ? [] : ['opened']);
  });

  test.each([
    [{ entity: 'rack-sw-1' }, false],
    [{ entity: ['rack-sw-1', 'server-*'] }, true],
  ])('for %j holds an incident without a cause back: %s', async (match, held) => {
    const world = await notifyWorld(muted(match));
    await world.deliver(revision(1, { conclusive: false }));
    expect(world.told()).toEqual(held ? [] : ['opened']);
  });

  test('that comes again holds back in its time', async () => {
    const every = { cron: '0 13 * * tue', duration: '1h', zone: 'Europe/Berlin' };
    const world = await notifyWorld(muted({}, { every }));
    await world.deliver(revision(1));
    expect(world.told()).toEqual([]);
    world.clock.at = Date.UTC(2026, 0, 27, 13);
    await world.tick();
    expect(world.told()).toEqual(['opened']);
  });

  test('that somebody adds holds back at once, until somebody removes it', async () => {
    const world = await notifyWorld();
    const { id } = await world.notifications.mutes.addMute({
      match: { entity: ['rack-sw-1'] },
      from: START,
      until: START + HOUR,
      author: 'ada',
      reason: 'works',
    });
    await world.deliver(revision(1));
    await world.tick();
    expect(world.told()).toEqual([]);
    expect(await world.notifications.mutes.removeMute(id)).toBe(true);
    await world.tick();
    expect(world.told()).toEqual(['opened']);
  });

  test('lets one channel hear of it while another one does not answer, and that one later', async () => {
    const channel = (name: string) => ({ name, kind: 'slack', url_file: 'none' });
    const world = await notifyWorld({ ...muted({}), channels: [channel('slow'), channel('quick')] });
    for (const incident_id of ['i', 'j']) await world.deliver(revision(1, { incident_id }));
    let answer: () => void = () => undefined;
    world.stall(new Promise((resolve) => (answer = resolve)), 'slow');
    world.clock.at = START + HOUR;
    const looks = [world.tick()];
    await vi.waitFor(() => expect(world.told()).toEqual(['opened', 'opened']));
    looks.push(world.tick());
    await looks[1];
    expect(world.told()).toEqual([]);
    answer();
    await Promise.all(looks);
    expect(world.told()).toEqual(['opened', 'opened']);
    expect(await world.store.records('notify_held').all()).toEqual(new Map());
  });

  test('makes nobody read what waits again and again', async () => {
    const world = await notifyWorld(muted({}));
    await world.deliver(revision(1));
    await world.tick();
    await world.store.records('notify_held').put('held/x', 'not read any more');
    await world.tick();
    await world.store.records('notify_held').delete(['held/x']);
    await world.deliver(revision(1, { incident_id: 'j' }));
    world.clock.at = START + HOUR;
    await world.tick();
    expect(world.told()).toEqual(['opened', 'opened']);
  });

  test('lets only one instance at a time tell what waited', async () => {
    const world = await notifyWorld(muted({}));
    await world.deliver(revision(1));
    world.clock.at = START + HOUR;
    const first = world.notifications;
    await world.restart();
    const signal = new AbortController().signal;
    await Promise.all([first.tick(signal), world.notifications.tick(signal)]);
    expect(world.told()).toEqual(['opened']);
  });
});

describe('announced maintenance', () => {
  const maintenance = (device: string, until: number) => ({
    maintenance: [
      {
        entity_id: `urn:aiops:device:${device.startsWith('rack') ? 'switch' : 'server'}:lab:${device}`,
        device,
        from: stamp(START - HOUR),
        until: stamp(until),
      },
    ],
  });

  test('of the cause holds back until it is over', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1, maintenance('rack-sw-1', START + HOUR)));
    expect(world.told()).toEqual([]);
    expect(world.actions).toMatchObject([{ value: { result: { reason: 'maintenance' } } }]);
    world.clock.at = START + 2 * HOUR;
    await world.tick();
    expect(world.told()).toEqual(['opened']);
  });

  test('of a victim does not', async () => {
    const world = await notifyWorld();
    await world.deliver(revision(1, maintenance('server-1', START + HOUR)));
    expect(world.told()).toEqual(['opened']);
  });

  test('of the past, read again now, holds back as it did then', async () => {
    const world = await notifyWorld();
    const old = { timestamp: '2009-02-13T23:31:30Z', ...maintenance('rack-sw-1', Date.UTC(2009, 1, 14, 1)) };
    await world.deliver(revision(1, old));
    expect(world.told()).toEqual([]);
  });
});
