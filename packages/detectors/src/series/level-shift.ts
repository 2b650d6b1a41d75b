import { z } from 'zod';
import { calibratedDetector } from '../calibrated-detector.ts';
import { scaleOptions } from '../scale.ts';
import { LEVEL_OPTIONS } from './level.ts';
import { type AverageState, averageModel } from './moving-average.ts';

const optionsSchema = z.strictObject({
  span: z
    .number()
    .min(2)
    .default(60)
    .describe('Samples that the new level is looked for in: the weight of a sample is 2 / (span + 1)'),
  ...LEVEL_OPTIONS,
  ...scaleOptions,
});

/** A change of level by less than the noise: the same chart as the EWMA's with an average of so many samples that little of the noise is left. */
export const levelShift = calibratedDetector<z.infer<typeof optionsSchema>, AverageState>({
  kind: 'level_shift',
  options: optionsSchema,
  ...averageModel,
});
