import { createNoise } from './noise.ts';
import { outageLines } from './outage-lines.ts';
import { demoSeries, sample } from './samples.ts';
import { inOrder, type TimedMessage } from './timed-message.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Times in ms. */
export interface ScenarioShape {
  /** Between two samples of a series. */
  readonly step: number;
  readonly length: number;
  /** The uplink fails this long before the end. */
  readonly faultBeforeEnd: number;
}

/** Of the scenario that `npm start` plays. */
export const DEMO_SHAPE: ScenarioShape = {
  step: 10 * SECOND,
  length: 40 * MINUTE,
  faultBeforeEnd: 5 * MINUTE,
};

/**
 * The built-in scenario: in one of two racks a switch loses its uplink some minutes before `end` (epoch ms); the
 * servers behind it lose traffic, slow down, log errors and fail requests. Deterministic: the same `end` gives the same
 * messages, in event-time order. Everything carries the label `simulated: "true"`.
 */
export function rackUplinkScenario(end: number, shape: ScenarioShape = DEMO_SHAPE): TimedMessage[] {
  const start = end - shape.length;
  const from = end - shape.faultBeforeEnd;
  const messages = demoSeries.flatMap((series) => {
    const noise = createNoise(series.seed);
    const samples: TimedMessage[] = [];
    for (let at = start; at <= end; at += shape.step) samples.push(sample(series, at, { from }, noise()));
    return samples;
  });
  return inOrder([...messages, ...outageLines(from, end)]);
}
