import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDueQueue } from './due-queue.ts';

test('keys are asked in the order of their due times, equal ones by name, and not before', () => {
  const queue = createDueQueue();
  const asked: string[] = [];
  for (const [key, due] of [
    ['c', 5],
    ['b', 3],
    ['a', 5],
    ['d', 9],
  ] as const)
    queue.schedule(key, due);
  queue.drain(8, (key) => void asked.push(key));
  expect(asked).toEqual(['b', 'a', 'c']);
});

test('a later date does not replace an earlier promise, an earlier one does', () => {
  const queue = createDueQueue();
  const asked: [string, number][] = [];
  queue.schedule('a', 5);
  queue.schedule('a', 9);
  queue.schedule('a', 3);
  queue.drain(10, (key, due) => void asked.push([key, due]));
  expect(asked).toEqual([['a', 3]]);
});

test('however due times move, a lazily asked queue finds what is due in the order of a full scan', () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    due: fc.nat(50),
    advance: fc.nat(5),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = createDueQueue();
      const truth = new Map<string, number>();
      let now = 0;
      for (const { key, due, advance } of steps) {
        truth.set(key, now + due);
        queue.schedule(key, now + due);
        now += advance;
        const expected = [...truth]
          .filter(([, at]) => at <= now)
          .sort((x, y) => x[1] - y[1] || (x[0] < y[0] ? -1 : 1));
        const found: [string, number][] = [];
        queue.drain(now, (candidate, promised) => {
          const at = truth.get(candidate);
          if (at === undefined || at > promised) return at;
          found.push([candidate, at]);
          truth.delete(candidate);
          return undefined;
        });
        expect(found).toEqual(expected);
      }
    }),
  );
});
