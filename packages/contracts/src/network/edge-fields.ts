import { z } from 'zod';
import { relations } from './criticality.ts';
import { edgeKinds } from './topology.ts';

/** What both topology files may say of an edge beyond its ends. */
export const edgeFields = {
  kind: z
    .enum(edgeKinds, { error: `expected one of ${edgeKinds.join(', ')}` })
    .optional()
    .describe('how the two are joined; all but connects_to read "source depends on target"'),
  relation: z
    .enum(relations, { error: `expected one of ${relations.join(', ')}` })
    .optional()
    .describe('decides the criticality where none is given'),
  criticality: z
    .number()
    .min(0, 'expected a number from 0 to 1')
    .max(1, 'expected a number from 0 to 1')
    .optional()
    .describe('how surely a failure of the target is felt at the source, 0 to 1'),
};
