import { z } from 'zod';
import { url } from '../field-types.ts';

/** `insights_action.alertmanager` */
export const alertmanagerSchema = z.strictObject({
  url: url().describe('Base URL of Alertmanager as people reach it; reports name it, nothing asks it'),
});
