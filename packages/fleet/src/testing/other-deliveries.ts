import { expect, test } from 'vitest';
import { deliverOtherwise, deliverPlainly } from './recorded-input.ts';

const PARTS = 20;
const SEEDS_PER_PART = 50;

/** Declares one half of a thousand deliveries. They lie in two files, because files are what runs side by side. */
export function otherDeliveries(half: 'first' | 'second'): void {
  const from = half === 'first' ? 0 : PARTS / 2;
  test.each(Array.from({ length: PARTS / 2 }, (_, i) => from + i))(
    `a thousand other deliveries give byte-identical anomalies, results and actions: part %i of ${PARTS}`,
    async (part) => {
      const expected = await deliverPlainly();
      for (let seed = part * SEEDS_PER_PART + 1; seed <= (part + 1) * SEEDS_PER_PART; seed++) {
        expect(await deliverOtherwise(seed), `delivery with seed ${seed}`).toEqual(expected);
      }
    },
    600_000,
  );
}
