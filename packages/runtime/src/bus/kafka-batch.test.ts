import { describe, expect, test } from 'vitest';
import { beginsRightly, commitRequest } from './kafka-batch.ts';

describe('the first batch of an assignment', () => {
  test('begins at the commit', () => {
    expect(beginsRightly(100, 100, 0)).toBe(true);
    expect(beginsRightly(150, 100, 0)).toBe(false);
    expect(beginsRightly(50, 100, 0)).toBe(false);
  });

  test('begins at the first record, or before it, when nothing is committed', () => {
    expect(beginsRightly(0, undefined, 0)).toBe(true);
    expect(beginsRightly(0, undefined, 20)).toBe(true);
    expect(beginsRightly(50, undefined, 20)).toBe(false);
  });

  test('begins at the first record when the committed one has been deleted', () => {
    expect(beginsRightly(120, 100, 120)).toBe(true);
    expect(beginsRightly(150, 100, 120)).toBe(false);
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
