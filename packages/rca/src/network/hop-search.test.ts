import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stableOrder, startsOf } from '../stable-order.ts';
import { hopSearch } from './hop-search.ts';

/** A chain 0 – 1 – 2 – … of so many nodes, and one node that is joined to nothing. */
function chain(length: number) {
  const steps = Array.from({ length: length - 1 }, (_, node) => [node, node + 1]);
  const [from, to] = [steps.flat(), steps.flatMap(([a = 0, b = 0]) => [b, a])];
  const order = stableOrder(length + 1, from);
  return { starts: startsOf(length + 1, from), ends: order.map((joint) => to[joint] as number) };
}

test('in whatever order nodes are asked for, hops are those to the nearest start, up to the depth', () => {
  const length = 12;
  const joints = chain(length);
  const queue = new Int32Array(length + 1);
  const node = fc.nat(length - 1);
  fc.assert(
    fc.property(fc.array(node, { minLength: 1 }), fc.nat(length), fc.array(node), (from, depth, asked) => {
      const search = hopSearch(joints, from, depth, queue);
      for (const one of [...asked, ...Array(length).keys()]) {
        const hops = Math.min(...from.map((start) => Math.abs(start - one)));
        expect(search(one)).toBe(hops <= depth ? hops : undefined);
      }
      expect(search(length)).toBeUndefined();
    }),
  );
});

test('two searches that take turns do not disturb each other', () => {
  const queue = new Int32Array(10);
  const [left, right] = [0, 8].map((start) => hopSearch(chain(9), [start], 8, queue));
  expect([left?.(1), right?.(5), left?.(4), right?.(2), left?.(8), right?.(0)]).toEqual([1, 3, 4, 6, 8, 8]);
});
