import { z } from 'zod';
import { text } from './field-types.ts';

const EXPECTED = 'expected text, or a list of texts';
const oneText = z
  .union([text(), z.number(), z.boolean()], { error: EXPECTED })
  .transform((value) => String(value));

/** A text or several of them, read as a list; at least one. */
export const textsSchema = z
  .union([oneText, z.array(oneText).min(1, 'expected at least one value')], { error: EXPECTED })
  .transform((value) => (typeof value === 'string' ? [value] : value));
