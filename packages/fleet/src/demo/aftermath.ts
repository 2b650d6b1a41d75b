import { createNoise } from './noise.ts';
import { outageLines, repairLine, TOLD_AFTER_MS } from './outage-lines.ts';
import { demoSeries, sample } from './samples.ts';
import { DEMO_SHAPE } from './scenario.ts';
import { inOrder, type TimedMessage } from './timed-message.ts';

/** Seeds of the noise of one series lie this far from those of the next. */
const SEED_STRIDE = 1_000_003;

/**
 * What the devices of the scenario that ended at `end` say after it, later than `from` and up to `to`: the outage goes on until it is
 * repaired at `repairedAt` (all epoch ms), then all is well. Deterministic, and the same whatever portions it is asked for in.
 */
export function rackAftermath(
  end: number,
  repairedAt: number | undefined,
  from: number,
  to: number,
): TimedMessage[] {
  const { step, faultBeforeEnd } = DEMO_SHAPE;
  const outage = { from: end - faultBeforeEnd, to: repairedAt };
  const messages: TimedMessage[] = [];
  for (let number = Math.floor((from - end) / step) + 1; end + number * step <= to; number += 1) {
    for (const series of demoSeries) {
      const noise = createNoise(series.seed * SEED_STRIDE + number);
      messages.push(sample(series, end + number * step, outage, noise()));
    }
  }
  // All of them are made each time: not any more when the outage has nothing left to say.
  if (repairedAt === undefined || from < repairedAt + TOLD_AFTER_MS)
    messages.push(...outageLines(outage.from, repairedAt ?? to + 1));
  if (repairedAt !== undefined) messages.push(...repairLine(repairedAt));
  return inOrder(messages.filter(({ at }) => at > from && at <= to));
}
