import { describe, expect, test } from 'vitest';
import { beginsRightly, commitRequest, startOf } from './kafka-batch.ts';

describe('the first batch of an assignment', () => {
  const extent = (first: number, next = 1_000) => ({ first, next });

  test('begins at the commit', () => {
    expect(beginsRightly(100, 100, extent(0))).toBe(true);
    expect(beginsRightly(150, 100, extent(0))).toBe(false);
    expect(beginsRightly(50, 100, extent(0))).toBe(false);
    expect(startOf(100, extent(0))).toBe(100);
  });

  test('begins at the first record, or before it, when nothing is committed', () => {
    expect(beginsRightly(0, undefined, extent(0))).toBe(true);
    expect(beginsRightly(0, undefined, extent(20))).toBe(true);
    expect(beginsRightly(50, undefined, extent(20))).toBe(false);
    expect(startOf(undefined, extent(20))).toBe(20);
  });

  test('begins at the first record when the committed one has been deleted', () => {
    expect(beginsRightly(120, 100, extent(120))).toBe(true);
    expect(beginsRightly(150, 100, extent(120))).toBe(false);
    expect(startOf(100, extent(120))).toBe(120);
  });

  test('begins at the first record when the commit belongs to a topic that had the name before', () => {
    expect(beginsRightly(0, 100, extent(0, 3))).toBe(true);
    expect(beginsRightly(100, 100, extent(0, 3))).toBe(false);
    expect(startOf(100, extent(0, 3))).toBe(0);
  });
});

test('a commit request holds all topics of the partition under their names on the broker', () => {
  expect(commitRequest(2, { a: 7, b: 0 }, (topic) => `team.${topic}`)).toEqual({
    topics: [
      { topic: 'team.a', partitions: [{ partition: 2, offset: '7' }] },
      { topic: 'team.b', partitions: [{ partition: 2, offset: '0' }] },
    ],
  });
});
