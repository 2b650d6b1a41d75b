import { z } from 'zod';
import { labelsSchema } from '../values/labels.ts';

/** A file of scrape targets (`file_sd_configs`): groups of addresses, each with the labels of its devices. */
export const targetsFileSchema = z.array(
  z.looseObject({
    targets: z.array(z.string().min(1)),
    labels: labelsSchema.nullish(),
  }),
  { error: 'expected a list of groups with `targets` and `labels`' },
);
export type TargetsFile = z.infer<typeof targetsFileSchema>;
