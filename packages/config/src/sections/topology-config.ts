import { defaultCriticality } from '@aiops/contracts';
import { z } from 'zod';
import { duration, integer, share, text } from '../fields/field-types.ts';

/** `topology` */
export const topologySchema = z.strictObject({
  devices: text().default('config/topology/devices.yml').describe('Devices that people keep'),
  discovered: text().default('data/topology/topology.json').describe('What network discovery found'),
  redfish: text()
    .default('config/vmagent/targets/bmcs.yml')
    .describe('Scrape targets of Redfish: management controllers, and the servers that they watch'),
  versions: integer(50, 0).describe(
    'Former versions of the topology that are kept, so that an incident is explained by the one at its start',
  ),
  expire: z
    .strictObject({
      calls: duration('7d').describe(
        'A call that was only seen live leaves this long after it was last seen',
      ),
      runs_on: duration('1d').describe('The same for a service that was seen on a host'),
    })
    .prefault({}),
  live: z
    .strictObject({
      edges: integer(50_000, 1).describe('Most edges that are remembered of what was seen live'),
      write_interval: duration('10s').describe(
        'How often graph-builder --watch stores what has changed, at most',
      ),
    })
    .prefault({}),
  criticality: z
    .strictObject({
      physical: share(defaultCriticality.physical).describe(
        'How surely a failure is felt along a cable, and by what runs on a device (0 to 1)',
      ),
      sync_call: share(defaultCriticality.sync_call).describe('… by a caller that waits for the answer'),
      config: share(defaultCriticality.config).describe(
        '… along a dependency that a file names and says no more of',
      ),
      network: share(defaultCriticality.network).describe(
        '… along a link that is no cable: a tunnel, or neighbours of a routing protocol',
      ),
      async: share(defaultCriticality.async).describe('… through a queue or a topic'),
      sidecar: share(defaultCriticality.sidecar).describe('… of something that only helps or watches'),
    })
    .prefault({}),
});
