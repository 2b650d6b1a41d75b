import { topics } from '@aiops/contracts';
import { afterEach, expect, test } from 'vitest';
import { pollWorld } from '../../testing/poll-world.ts';
import { sendJson, standInServer } from '../../testing/stand-ins.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const slow = {
  fingerprint: 'f1',
  labels: { alertname: 'SlowAnswers', device_name: 'web-1', severity: 'warning', x: 'y'.repeat(5_000) },
  annotations: { summary: 'answers take 3 s', aiops_root_cause: 'sw-1' },
  startsAt: '2026-01-27T11:58:00.000Z',
  endsAt: '2026-01-27T12:03:00.000Z',
  updatedAt: '2026-01-27T11:59:00.000Z',
  generatorURL: 'http://vmalert:8880/rule',
  status: { state: 'suppressed', inhibitedBy: ['f0'], silencedBy: [] },
};

/** A poller of a stand-in for Alertmanager that lists what `holds` has. */
async function world(holds: { alerts: unknown }) {
  const server = await standInServer((_request, response) => sendJson(response, holds.alerts));
  closers.push(() => server.close());
  const { start, bus, world: clock, cursors } = pollWorld(NOON);
  const poll = async (process = start({ alertmanager_url: server.url })) => {
    clock.now += 30_000;
    await process.round();
    closers.push(() => process.stop());
    return process;
  };
  const told = () => bus.values(topics.events).filter(({ event_type: type }) => type === 'alert');
  return { poll, told, bus, cursors };
}
const short = (events: Record<string, unknown>[]) =>
  events.map(({ details, timestamp }) => `${(details as { status: string }).status} ${timestamp}`);

test('an alert that fires is told as an event about its entity, in bounded words and without what the fleet added', async () => {
  const { poll, told, bus } = await world({ alerts: [slow] });
  await poll();
  expect(told()).toEqual([
    {
      event_id: bus.messages[0]?.id,
      timestamp: '2026-01-27T11:58:00.000Z',
      event_type: 'alert',
      source: 'alertmanager',
      severity: 'medium',
      summary: 'SlowAnswers: answers take 3 s',
      details: {
        status: 'firing',
        fingerprint: 'f1',
        labels: { ...slow.labels, x: 'y'.repeat(1_000) },
        annotations: { summary: 'answers take 3 s' },
        starts_at: '2026-01-27T11:58:00.000Z',
        generatorURL: 'http://vmalert:8880/rule',
      },
      entity_id: 'urn:aiops:device:unknown:default:web-1',
      entity_type: 'unknown',
      entity_name: 'web-1',
    },
  ]);
  expect(bus.messages[0]?.key).toBe('urn:aiops:device:unknown:default:web-1');
});

test('each alert is told once, and once that it is over, also over restarts', async () => {
  const holds = { alerts: [slow] };
  const { poll, told } = await world(holds);
  await poll(await poll());
  await poll();
  expect(short(told())).toEqual(['firing 2026-01-27T11:58:00.000Z']);
  holds.alerts = [];
  const process = await poll();
  await poll(process);
  await poll();
  expect(short(told())).toEqual(['firing 2026-01-27T11:58:00.000Z', 'resolved 2026-01-27T12:02:00.000Z']);
  holds.alerts = [{ ...slow, startsAt: '2026-01-27T12:03:10.000Z' }];
  await poll();
  expect(short(told()).at(-1)).toBe('firing 2026-01-27T12:03:10.000Z');
  expect(new Set(told().map(({ event_id: id }) => id)).size).toBe(3);
});

test('what the bus did not take is told the next time, with the same id', async () => {
  const { poll, told, bus } = await world({ alerts: [slow] });
  bus.down = true;
  const process = await poll();
  bus.down = false;
  await poll(process);
  expect(short(told())).toEqual(['firing 2026-01-27T11:58:00.000Z']);
});

test('the own alert of the fleet is never read, and what is no alert holds up no other', async () => {
  const own = { ...slow, fingerprint: 'f2', labels: { ...slow.labels, alertname: 'AIOpsRootCause' } };
  const { poll, told } = await world({ alerts: [own, 7, { labels: {} }, { ...slow, startsAt: 'x' }, slow] });
  const process = await poll();
  expect(told()).toHaveLength(1);
  expect(process.health()).toEqual([{ up: true }]);
});

test('an answer that is no list is an outage of the source, and nothing has ended for it', async () => {
  const holds: { alerts: unknown } = { alerts: [slow] };
  const { poll, told } = await world(holds);
  const process = await poll();
  holds.alerts = { status: 'starting' };
  await poll(process);
  expect(process.health()).toMatchObject([{ up: false }]);
  expect(told()).toHaveLength(1);
});
