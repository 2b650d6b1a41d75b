import { z } from 'zod';
import { flag, text } from '../field-types.ts';
import { runPolicySettings } from './run-policy-config.ts';

/** `insights_action.runbooks` */
export const runbooksSchema = z.strictObject({
  enabled: flag(true).describe('Suggest runbooks'),
  directory: text().default('runbooks').describe('Folder of the runbooks'),
  ...runPolicySettings,
});
