import { expect, test } from 'vitest';
import { emptyNames, expectedSlots, OTHER_SLOT, slotOf } from './name-table.ts';

const LIMIT = 3;

test('the first names get a slot at once, and keep it', () => {
  const table = emptyNames();
  expect(['a', 'b', 'c', 'd', 'a', 'c'].map((name) => slotOf(table, name, 1, LIMIT))).toEqual([
    0,
    1,
    2,
    OTHER_SLOT,
    0,
    2,
  ]);
});

test('a name that comes again and again takes the slot of one that does not, names that hold ids never do', () => {
  const table = emptyNames();
  for (let i = 0; i < LIMIT; i += 1) slotOf(table, `/orders/${i}`, 0, LIMIT);
  const slots: number[] = [];
  for (let minute = 1; minute <= 65; minute += 1) {
    for (let i = 0; i < 200; i += 1) {
      expect(slotOf(table, `/orders/${minute}-${i}`, minute, LIMIT)).toBe(OTHER_SLOT);
      if (i % 20 === 0) slots.push(slotOf(table, '/cart', minute, LIMIT));
    }
  }
  expect(slots.indexOf(0)).toBe(60 * 10);
  expect(table.admitted.map(([name]) => name)).toEqual(['/cart', '/orders/1', '/orders/2']);
  expect(table.candidates.length).toBeLessThanOrEqual(100);
});

test('a name is expected from the window after its first one until it was silent for an hour', () => {
  const table = emptyNames();
  slotOf(table, 'a', 10, LIMIT);
  slotOf(table, 'b', 40, LIMIT);
  expect([10, 11, 40, 41, 70, 71, 100, 101].map((window) => expectedSlots(table, window))).toEqual([
    [],
    [0],
    [0],
    [0, 1],
    [0, 1],
    [1],
    [1],
    [],
  ]);
});

test('what is called as everything else is summed up has no slot of its own', () => {
  const table = emptyNames();
  expect(['other', 'a'].map((name) => slotOf(table, name, 1, LIMIT))).toEqual([OTHER_SLOT, 0]);
});
