import { z } from 'zod';
import { text } from '../fields/field-types.ts';
import { textsSchema } from '../fields/texts.ts';

/** Label → one value or several; read as lists of text. */
export const ruleLabelsSchema = z
  .record(text(), textsSchema)
  .optional()
  .describe('Label → a value or a list of values that it must have; * in a value stands for any text')
  .meta({ 'x-kind': 'map' });
