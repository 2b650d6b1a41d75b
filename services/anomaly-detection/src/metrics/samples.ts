import { type MetricMessage, parseTimestamp, toNumber } from '@aiops/contracts';
import { InvalidMessage } from '@aiops/runtime';

/** A number that no instrument shows; its square would not be a number any more. */
const MAX_VALUE = 1e150;

/** Samples of one message: whole epoch ms and value. */
export type Samples = readonly (readonly [number, number])[];

/**
 * Stamps in whole epoch ms and values as numbers. Throws {@link InvalidMessage} for the whole message when one sample
 * cannot be used: a message is never folded by halves.
 */
export function readSamples(body: MetricMessage): Samples {
  return body.values.map(([stamp, text], index) => {
    const at = parseTimestamp(toNumber(stamp));
    const value = toNumber(text);
    if (at === undefined || !(Math.abs(value) <= MAX_VALUE)) {
      const sample = `[${stamp}, ${text}]`;
      throw new InvalidMessage(
        'rejected',
        `values[${index}] of ${body.metric_name}: ${sample} is no time and measurement`,
      );
    }
    return [Math.round(at), value] as const;
  });
}
