import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions } from '../scale.ts';
import { LEVEL_OPTIONS } from './level.ts';
import { type AverageState, averageModel } from './moving-average.ts';

const optionsSchema = z.strictObject({
  span: z
    .number()
    .min(2)
    .default(12)
    .describe('Samples that the short average is about: the weight of a sample is 2 / (span + 1)'),
  ...LEVEL_OPTIONS,
  ...scaleOptions,
});

/**
 * The exponentially weighted moving average as a control chart (Roberts 1959): a short average against the long-run one.
 * It sees what lasts for some samples, although none of them is far off.
 */
export const ewma = calibratedDetector<z.infer<typeof optionsSchema>, AverageState>({
  kind: 'ewma',
  options: optionsSchema,
  ...averageModel,
  // Twice as cautious as averages are by themselves: where bursts are common, what comes in them is alike, too.
  correlation: ({ span }) => span,
});
