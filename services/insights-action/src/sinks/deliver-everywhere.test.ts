import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { deliverEverywhere } from './deliver-everywhere.ts';
import type { Delivery } from './incident-sink.ts';

test('a revision is settled when it is settled everywhere', async () => {
  const settledIn = new Set<string>();
  const offered: string[] = [];
  const place = (name: string) => ({
    offer: ({ incident }: Delivery) => void offered.push(`${name}:${incident}`),
    settled: () => settledIn.has(name),
  });
  const all = deliverEverywhere([place('x'), place('y')]);
  all.offer(deliveryOf('a'));
  expect(offered).toEqual(['x:a', 'y:a']);
  settledIn.add('x');
  expect(all.settled('a', 1)).toBe(false);
  settledIn.add('y');
  expect(all.settled('a', 1)).toBe(true);
});
