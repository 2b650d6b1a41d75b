import { rackUplinkScenario } from '../demo/scenario.ts';
import { type Delivery, deliver } from './deliver.ts';

const END = Date.UTC(2026, 0, 27, 12);
const MINUTE = 60_000;
const input = rackUplinkScenario(END, { step: 20_000, length: 16 * MINUTE, faultBeforeEnd: 5 * MINUTE }).map(
  ({ message }) => message,
);

/** The recorded outage, delivered in order and once: what it gives is what every other delivery has to give. */
export function deliverPlainly(): Promise<Record<string, string[]>> {
  return deliver(input, { seed: 1, batchSize: 500, duplicates: 0, restarts: 0, shuffled: false });
}

/** The same, delivered otherwise. */
export function deliverOtherwise(seed: number): Promise<Record<string, string[]>> {
  return deliver(input, otherDelivery(seed));
}

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
