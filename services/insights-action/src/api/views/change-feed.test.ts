import { expect, test } from 'vitest';
import { createChangeFeed } from './change-feed.ts';

function feedOf(changes: number, limit = 3) {
  const feed = createChangeFeed('here', limit);
  for (let number = 1; number <= changes; number += 1) feed.push('incident', { number });
  return feed;
}

test('changes are numbered, and the newest are kept', () => {
  const feed = feedOf(5);
  expect([feed.first, feed.next]).toEqual([3, 6]);
  expect([2, 3, 5, 6].map((place) => feed.at(place)?.data)).toEqual([
    undefined,
    '{"number":3}',
    '{"number":5}',
    undefined,
  ]);
  expect(feed.at(5)).toEqual({ id: 'here-5', event: 'incident', data: '{"number":5}' });
});

test('it goes on after an id of its own, unless something after that was forgotten', () => {
  const feed = feedOf(5);
  expect(feed.after('here-5')).toBe(6);
  expect(feed.after('here-2')).toBe(3);
  expect(feed.after('here-1')).toBeUndefined();
  expect(feed.after(feed.idBefore(feed.next))).toBe(6);
  expect(feedOf(0).after(feedOf(0).idBefore(1))).toBe(1);
});

test.each(['there-5', 'here-6', 'here-', 'here-x', 'here-1.5', 'here--1', '', '5', '__proto__', 'here-1e0'])(
  'an id that says nothing of what was missed: %j',
  (id) => {
    expect(feedOf(5).after(id)).toBeUndefined();
  },
);

test('whoever watches is woken by each change until it stops', () => {
  const feed = feedOf(0);
  let woken = 0;
  const stop = feed.watch(() => {
    woken += 1;
  });
  feed.push('x', {});
  feed.push('x', {});
  stop();
  feed.push('x', {});
  expect(woken).toBe(2);
});
