import { expect, test } from 'vitest';
import { deliveryOf } from '../testing/delivery-of.ts';
import { deliverEverywhere } from './deliver-everywhere.ts';
import type { Delivery } from './incident-sink.ts';

test('a revision is settled when it is settled everywhere', async () => {
  const settledIn = new Set<string>();
  const offered: string[] = [];
  const place = (name: string) => ({
    offer: ({ incident }: Delivery) => void offered.push(`${name}:${incident}`),
    offerAgain: ({ incident }: Delivery) => void offered.push(`${name}:${incident} again`),
    settled: () => settledIn.has(name),
  });
  const all = deliverEverywhere([place('x'), place('y')]);
  const { signal } = new AbortController();
  all.offer(deliveryOf('a'), signal);
  all.offerAgain(deliveryOf('a'), signal);
  expect(offered).toEqual(['x:a', 'y:a', 'x:a again', 'y:a again']);
  settledIn.add('x');
  expect(all.settled('a', 1)).toBe(false);
  settledIn.add('y');
  expect(all.settled('a', 1)).toBe(true);
});
