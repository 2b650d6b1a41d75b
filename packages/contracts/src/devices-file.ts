import { z } from 'zod';

const deviceFields = {
  host: z.string().optional(),
  ip: z.string().optional(),
  type: z.string().optional(),
  tier: z.union([z.string(), z.number()]).optional(),
  vendor: z.string().optional(),
  location: z.string().optional(),
  site: z.string().optional(),
  aliases: z.array(z.string()).optional(),
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
