import { z } from 'zod';
import { edgeFields } from './edge-fields.ts';

/** A name, or a name with how the device depends on it. */
const dependencySchema = z.union(
  [z.string().min(1), z.looseObject({ name: z.string().min(1), ...edgeFields })],
  {
    error: (issue) =>
      typeof issue.input === 'object' && issue.input !== null
        ? undefined
        : 'expected the name of a device or service, or a map with its `name`',
  },
);

const deviceFields = {
  host: z.string().optional(),
  ip: z.string().optional(),
  type: z.string().optional(),
  tier: z.union([z.string(), z.number()]).optional(),
  vendor: z.string().optional(),
  location: z.string().optional(),
  site: z.string().optional(),
  aliases: z.array(z.string()).optional(),
  depends_on: z.array(dependencySchema).optional().describe('what it cannot do without'),
};

export const deviceSchema = z.looseObject({ name: z.string().min(1), ...deviceFields });
export type Device = z.infer<typeof deviceSchema>;

/** `config/topology/devices.yml` in the two shapes found in the field: a list of devices, or a map by name. */
export const devicesFileSchema = z.looseObject({
  devices: z.union([z.array(deviceSchema), z.record(z.string().min(1), z.looseObject(deviceFields))], {
    error: 'expected a list of devices with a `name` each, or a map from name to device',
  }),
});
export type DevicesFile = z.infer<typeof devicesFileSchema>;
