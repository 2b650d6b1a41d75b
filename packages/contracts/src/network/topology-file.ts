import { z } from 'zod';
import { timestampSchema } from '../values/time.ts';
import { edgeFields } from './edge-fields.ts';

/** `data/topology/topology.json`, as network discovery writes it. */
export const topologyFileSchema = z.looseObject({
  nodes: z.record(
    z.string().min(1),
    z.looseObject({
      name: z.string().optional(),
      host: z.string().optional(),
      type: z.string().optional(),
      tier: z.union([z.string(), z.number()]).optional(),
      location: z.string().optional(),
      site: z.string().optional(),
      vendor: z.string().optional(),
    }),
  ),
  edges: z.array(
    z.looseObject({
      source: z.string().min(1),
      target: z.string().min(1),
      source_port: z.string().nullish(),
      target_port: z.string().nullish(),
      protocol: z.string().nullish(),
      last_seen: timestampSchema.nullish(),
      ...edgeFields,
    }),
  ),
  aggregations: z.array(z.unknown()).optional(),
  loops: z.array(z.unknown()).optional(),
  updated: timestampSchema.nullish(),
});
export type TopologyFile = z.infer<typeof topologyFileSchema>;
