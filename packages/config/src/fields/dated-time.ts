import { parseTimestamp } from '@aiops/contracts';
import { z } from 'zod';

/** What is expected where {@link datedTime} is not met. */
export const DATED_TIME = 'expected a time with its zone such as 2026-12-05T22:00:00+01:00';

const WITH_ZONE = /\d:\d{2}.*(?:Z|UTC|[+-]\d{2}(?::?\d{2})?)$/i;

/** A point in time that says its zone; epoch milliseconds once read. It may be left out. */
export const datedTime = () =>
  z
    .string({ error: DATED_TIME })
    .refine((stamp) => WITH_ZONE.test(stamp) && parseTimestamp(stamp) !== undefined, DATED_TIME)
    .transform((stamp) => parseTimestamp(stamp) ?? 0)
    .optional()
    .meta({ 'x-kind': 'time' });
