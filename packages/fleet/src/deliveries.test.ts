import { topics } from '@aiops/contracts';
import { describe, expect, test } from 'vitest';
import { rackUplinkScenario } from './demo/scenario.ts';
import { type Delivery, deliver } from './testing/deliver.ts';

const END = Date.UTC(2026, 0, 27, 12);
const MINUTE = 60_000;
const input = rackUplinkScenario(END, { step: 20_000, length: 16 * MINUTE, faultBeforeEnd: 5 * MINUTE }).map(
  ({ message }) => message,
);
const plain: Delivery = { seed: 1, batchSize: 500, duplicates: 0, restarts: 0, shuffled: false };

describe('the same recorded input, delivered differently', () => {
  test('gives the recorded anomalies and incidents', async () => {
    const outputs = await deliver(input, plain);
    await expect(lines(outputs[topics.anomalies])).toMatchFileSnapshot(
      './golden/rack-uplink.anomalies.jsonl',
    );
    await expect(lines(outputs[topics.rcaResults])).toMatchFileSnapshot('./golden/rack-uplink.results.jsonl');
    await expect(lines(outputs[topics.actions])).toMatchFileSnapshot('./golden/rack-uplink.actions.jsonl');
  });

  test.each(Array.from({ length: 20 }, (_, i) => i))(
    'a thousand other deliveries give byte-identical anomalies, results and actions: part %i of 20',
    async (part) => {
      const expected = await deliver(input, plain);
      for (let seed = part * 50 + 1; seed <= part * 50 + 50; seed++) {
        const outputs = await deliver(input, otherDelivery(seed));
        expect(outputs, `delivery with seed ${seed}`).toEqual(expected);
      }
    },
    600_000,
  );
});

/** Every kind of disturbance alone and together, small and large batches. */
function otherDelivery(seed: number): Delivery {
  return {
    seed,
    batchSize: [3, 17, 60, 400][seed % 4] ?? 1,
    duplicates: seed % 3 === 0 ? 0.2 : 0,
    restarts: seed % 2 === 0 ? 0.02 : 0,
    shuffled: seed % 5 !== 0,
  };
}

function lines(values: readonly string[] = []): string {
  return `${values.join('\n')}\n`;
}
