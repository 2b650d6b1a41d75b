import { type TopologyNode, topics } from '@aiops/contracts';
import type { Message } from '@aiops/runtime';
import { madeUpAnomaly, madeUpWatermark } from './made-up-anomaly.ts';
import { seededRandom } from './seeded-random.ts';

const START = Date.UTC(2026, 0, 27, 12);
const DURATION = 1_000;
/** How long (ms of event time) watermarks go on after the storm, and how far each is from the one before. */
const AFTERMATH = 180_000;
const STEP = 5_000;

/**
 * The anomalies of a storm in the order of their onsets, all within one second, about nodes spread evenly over `nodes`; then the
 * watermarks of three minutes. All of an entity's come from one origin.
 */
export function stormMessages(
  nodes: readonly TopologyNode[],
  anomalies: number,
  entities: number,
  origins: readonly string[],
): { readonly anomalies: readonly Message[]; readonly watermarks: readonly Message[] } {
  const random = seededRandom('storm');
  const apart = Math.floor(nodes.length / entities);
  const emitted = origins.map(() => 0);
  const onsets = Array.from({ length: anomalies }, () => START + Math.floor(random() * DURATION));
  const order = shuffled(anomalies, random);
  const records = onsets
    .sort((a, b) => a - b)
    .map((at, offset): Message => {
      const number = order[offset] as number;
      const entity = number % entities;
      const from = entity % origins.length;
      const seq = (emitted[from] as number) + 1;
      emitted[from] = seq;
      const place = { origin: origins[from] as string, seq, watermark: at };
      const metric = `metric_${Math.floor(number / entities)}`;
      const made = madeUpAnomaly(nodes[entity * apart] as TopologyNode, metric, at, 3 + 7 * random(), place);
      return { topic: topics.anomalies, partition: 0, offset, recordedAt: at, ...made };
    });
  return { anomalies: records, watermarks: watermarksAfter(origins, emitted) };
}

function watermarksAfter(origins: readonly string[], emitted: readonly number[]): Message[] {
  const times = Array.from({ length: AFTERMATH / STEP }, (_, i) => START + DURATION + (i + 1) * STEP);
  return times
    .flatMap((at) =>
      origins.map((origin, i) => ({
        at,
        value: madeUpWatermark(origin, 'default', at, emitted[i] as number),
      })),
    )
    .map(({ at, value }, offset) => ({
      topic: topics.watermarks,
      partition: 0,
      offset,
      key: null,
      headers: {},
      recordedAt: at,
      value,
    }));
}

/** The numbers below `count` in an order that is drawn (Fisher and Yates). */
function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}
