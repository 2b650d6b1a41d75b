import { z } from 'zod';
import { idParams } from './fields.ts';
import { operation } from './operation.ts';

const singlePointSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  splits: z.boolean().describe('whether the network of cables falls apart without it'),
  cuts_off: z.number().describe('how many others are cut off'),
  cut_off: z.array(z.string()).describe('ids of the first 20 of them'),
});

const dependentSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  distance: z.number().describe('dependencies in between; 1 is a direct one'),
  strength: z.number().describe('0…1: how surely a failure is felt there'),
  through: z.string().describe('id of what it depends on, on the way'),
  kind: z.string().describe('how it depends on that'),
});

/** What the shape of the network map says. */
export const topologyOperations = {
  listSinglePoints: operation({
    method: 'get',
    path: '/topology/single-points',
    role: 'viewer',
    tag: 'topology',
    summary: 'What alone cuts others off when it fails, those that cut off most first',
    status: 200,
    answer: z.strictObject({ version: z.string().nullable(), items: z.array(singlePointSchema) }),
  }),
  getDependents: operation({
    method: 'get',
    path: '/topology/nodes/{id}/dependents',
    role: 'viewer',
    tag: 'topology',
    summary: 'What feels it when a node fails, the nearest first',
    params: idParams,
    status: 200,
    answer: z.strictObject({
      id: z.string(),
      name: z.string(),
      items: z.array(dependentSchema),
      cut_off: z.number().describe('how many others are taken off the network'),
    }),
    refusals: [404],
  }),
};
