import { parseTimestamp, severitySchema, timestampSchema } from '@aiops/contracts';
import { z } from 'zod';

/** Longest id or name that is looked up. */
const NAME_LENGTH = 200;

export const nameSchema = z.string().min(1).max(NAME_LENGTH);

/** A stamp as people write it, in epoch ms once read. */
export const momentSchema = timestampSchema.transform((stamp) => parseTimestamp(stamp) ?? 0);

export const idParams = z.strictObject({ id: nameSchema });

/** What every list understands. */
export const pageFields = {
  cursor: z.string().max(1_000).optional().describe('next_cursor of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('items of a page'),
};

export const leastSeverity = severitySchema.optional().describe('this one or worse');

/** A page of items. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('null on the last page'),
  });
}
