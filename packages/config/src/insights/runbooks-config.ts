import { z } from 'zod';
import { flag, text } from '../field-types.ts';

/** `insights_action.runbooks` */
export const runbooksSchema = z.strictObject({
  enabled: flag(true).describe('Suggest runbooks'),
  auto_execute: flag(false)
    .refine(
      (value) => !value,
      'expected false, because in this version runbooks are only suggested and never run by themselves',
    )
    .describe('Must be false: runbooks are only suggested in this version'),
  directory: text().default('runbooks').describe('Folder of the runbooks'),
});
