import { z } from 'zod';
import { text } from './field-types.ts';

const EXPECTED = 'expected text, or a list of texts';
const labelText = z
  .union([text(), z.number(), z.boolean()], { error: EXPECTED })
  .transform((value) => String(value));

/** Label → one value or several; read as lists of text. */
export const ruleLabelsSchema = z
  .record(
    text(),
    z
      .union([labelText, z.array(labelText).min(1, 'expected at least one value')], { error: EXPECTED })
      .transform((value) => (typeof value === 'string' ? [value] : value)),
  )
  .optional()
  .describe('Label → a value or a list of values that it must have; * in a value stands for any text')
  .meta({ 'x-kind': 'map' });
