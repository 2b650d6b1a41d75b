import { createMemoryStateStore } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { createLiveMutes } from './live-mutes.ts';

function world() {
  const clock = { at: 1_000 };
  const records = createMemoryStateStore().records('mutes');
  return { clock, records, mutes: createLiveMutes(records, () => clock.at) };
}
const request = (rest: object = {}) => ({
  match: { entity: ['nas-1'] },
  from: 1_000,
  until: 5_000,
  author: 'ada',
  reason: 'backup',
  ...rest,
});

test('a mute is there until it ends, for every instance', async () => {
  const { clock, records, mutes } = world();
  const added = await mutes.addMute(request());
  const other = createLiveMutes(records, () => clock.at);
  expect(await other.list()).toEqual([{ ...request(), id: added.id, created_at: 1_000 }]);
  clock.at = 5_000;
  expect(await other.list()).toEqual([]);
  expect(await records.all()).toEqual(new Map());
});

test('asking twice for the same is one mute', async () => {
  const { clock, mutes } = world();
  const first = await mutes.addMute(request());
  clock.at += 1;
  expect(await mutes.addMute(request())).toEqual(first);
  expect((await mutes.addMute(request({ author: 'bob' }))).id).not.toBe(first.id);
  expect(await mutes.list()).toHaveLength(2);
});

test('a mute that is removed is over, and only one that is there can be', async () => {
  const { mutes } = world();
  const { id } = await mutes.addMute(request());
  expect(await mutes.removeMute('__proto__')).toBe(false);
  expect(await mutes.removeMute(id)).toBe(true);
  expect(await mutes.removeMute(id)).toBe(false);
  expect(await mutes.list()).toEqual([]);
});

test.each([
  ['without an author', { author: '' }],
  ['without a reason', { reason: '' }],
  ['that ends before it begins', { until: 500 }],
  ['for longer than a month', { until: 40 * 86_400_000 }],
  ['with a match that is unknown', { match: { host: ['a'] } }],
  ['with a match of nothing', { match: { entity: [] } }],
  ['with an endless text', { reason: 'x'.repeat(1_000_000) }],
  ['that is over', { from: 1, until: 900 }],
])('a mute %s is refused', async (_name, rest) => {
  const { mutes } = world();
  await expect(mutes.addMute(request(rest))).rejects.toThrow();
  expect(await mutes.list()).toEqual([]);
});

test('there is a bound, which what is over does not count for', async () => {
  const { clock, records, mutes } = world();
  for (let n = 0; n < 1_000; n += 1) await records.put(`m${n}`, JSON.stringify(request({ id: `m${n}` })));
  await expect(mutes.addMute(request({ reason: 'one more' }))).rejects.toThrow('remove some');
  clock.at = 6_000;
  expect(await mutes.addMute(request({ until: 9_000 }))).toMatchObject({ until: 9_000 });
});
