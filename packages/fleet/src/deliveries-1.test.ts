import { expect, test } from 'vitest';
import { deliverOtherwise, deliverPlainly } from './testing/recorded-input.ts';

// The first half of a thousand: two files, because files are what runs side by side.
test.each(Array.from({ length: 10 }, (_, i) => i))(
  'a thousand other deliveries give byte-identical anomalies, results and actions: part %i of 20',
  async (part) => {
    const expected = await deliverPlainly();
    for (let seed = part * 50 + 1; seed <= part * 50 + 50; seed++) {
      expect(await deliverOtherwise(seed), `delivery with seed ${seed}`).toEqual(expected);
    }
  },
  600_000,
);
