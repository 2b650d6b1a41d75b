import { z } from 'zod';
import { isTimeZone } from './local-time.ts';

/** Option of detectors that know the time of day. */
export const TIME_ZONE_OPTION = {
  time_zone: z
    .string()
    .default('UTC')
    .refine(isTimeZone, 'no time zone is called so; an example is Europe/Berlin')
    .describe('Time zone in which days begin and clocks change'),
};
