import { headers, topics } from '@aiops/contracts';
import { Unavailable } from '@aiops/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiWorld, apiWorld } from '../testing/api-world.ts';
import { deadLetter } from '../testing/dead-letter.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.problems).toEqual([]);
});

const list = async (query = '') => (await world.ask('GET', `/dead-letters${query}`)).data;
const redrive = (id: string, as = 'operator') =>
  world.ask('POST', `/dead-letters/${id}/redrive`, { as, body: {} });

test('are listed newest first, by topic and reason, page by page', async () => {
  await world.bus.publish([
    deadLetter('a'),
    deadLetter('b', { [headers.dlqTopic]: topics.logs }),
    deadLetter('c', { [headers.dlqReason]: 'schema' }),
    ...Array.from({ length: 8 }, () => deadLetter('d')),
  ]);
  const ids = async (query: string) => (await list(query)).items.map(({ id }: { id: string }) => id);
  expect(await ids('?limit=3')).toEqual(['0-10', '0-9', '0-8']);
  const { next_cursor: cursor } = await list('?limit=3');
  expect(await ids(`?limit=7&cursor=${cursor}`)).toEqual(['0-7', '0-6', '0-5', '0-4', '0-3', '0-2', '0-1']);
  expect(await ids(`?topic=${topics.logs}`)).toEqual(['0-1']);
  expect(await ids('?reason=schema')).toEqual(['0-2']);
  expect((await list('?reason=schema')).items[0]).toEqual({
    id: '0-2',
    topic: 'aiops.metrics',
    partition: '2',
    offset: '41',
    service: 'anomaly-detection',
    reason: 'schema',
    error: 'Unexpected token n',
    recorded_at: expect.stringMatching(/Z$/),
    bytes: 1,
    redriven: null,
  });
});

test('are shown one by one as text, without secrets, as far as one can read', async () => {
  await world.bus.publish([deadLetter('password=hunter2 <b>'), deadLetter('x'.repeat(70_000))]);
  const { data } = await world.ask('GET', '/dead-letters/0-0');
  expect(data).toMatchObject({ id: '0-0', key: 'web-1', value: 'password=*** <b>', is_cut: false });
  const long = (await world.ask('GET', '/dead-letters/0-1')).data;
  expect([long.value.length, long.bytes, long.is_cut]).toEqual([64 * 1024, 70_000, true]);
});

test('are published again where they came from, untouched, and that is told', async () => {
  await world.bus.publish([deadLetter('{"password":"hunter2')]);
  expect((await redrive('0-0', 'viewer')).status).toBe(403);
  expect((await world.bus.extent(topics.metrics)).every(({ next }) => next === 0)).toBe(true);
  const { status, data } = await redrive('0-0');
  const redriven = { at: '2026-01-27T12:00:00.000Z', by: 'operator' };
  expect([status, data.redriven]).toEqual([200, redriven]);
  const partitions = await Promise.all(
    [0, 1, 2].map((number) => world.bus.read(topics.metrics, number, 0, 9)),
  );
  const [record, ...others] = partitions.flat();
  expect(others).toEqual([]);
  expect([record?.key?.toString(), record?.value?.toString()]).toEqual(['web-1', '{"password":"hunter2']);
  expect(record?.headers).toEqual({ 'x-of-the-sender': 'kept' });
  expect((await list()).items).toMatchObject([{ id: '0-0', redriven }]);
  const actions = (await world.ask('GET', '/actions?action=dead_letter_redriven')).data.items;
  expect(actions).toMatchObject([{ actor: 'operator', dead_letter: { id: '0-0', topic: topics.metrics } }]);
});

test.each([['somewhere.else'], [topics.deadLetters], ['']])(
  'stay where they are when their header says they came from %j',
  async (topic) => {
    await world.bus.publish([deadLetter('x', { [headers.dlqTopic]: topic })]);
    const { status, data } = await redrive('0-0');
    expect([status, data.type]).toEqual([422, 'urn:aiops:problem:invalid']);
    expect((await world.bus.extent(topics.deadLetters)).map(({ next }) => next)).toEqual([1]);
  },
);

test.each([['0-7'], ['1-0'], ['nonsense']])('there is none called %s', async (id) => {
  await world.bus.publish([deadLetter('x')]);
  const asked = await world.ask('GET', `/dead-letters/${id}`);
  expect([asked.status, (await redrive(id)).status]).toEqual([404, 404]);
});

test('a broker that does not answer is told', async () => {
  await world.close();
  const down = async () => {
    throw new Unavailable('Kafka does not answer.');
  };
  world = await apiWorld({ bus: { extent: down, read: down, publish: down } });
  const { status, data } = await world.ask('GET', '/dead-letters');
  expect([status, data.detail]).toEqual([503, 'Kafka does not answer.']);
});
