import { severitySchema } from '@aiops/contracts';
import { z } from 'zod';
import { textsSchema } from '../fields/texts.ts';

/** What an incident has to be like; what is not named is left open. docs/notifications.md tells what is compared. */
export interface IncidentMatch {
  severity?: ('low' | 'medium' | 'high' | 'critical')[] | undefined;
  domain?: string[] | undefined;
  entity?: string[] | undefined;
  type?: string[] | undefined;
  metric?: string[] | undefined;
}

const texts = () =>
  textsSchema
    .refine((values) => values.every((value) => value !== ''), 'expected some text')
    .optional()
    .meta({ 'x-kind': 'text or list' });

/** `match` of channels and mutes of notifications: values, lists of values, `*` for any text. */
export const incidentMatchSchema = z.strictObject({
  severity: z
    .array(z.enum(severitySchema.options, { error: `expected ${severitySchema.options.join(', ')}` }))
    .min(1, 'expected at least one severity')
    .optional()
    .describe('Severities of the incident, a list; all unless set'),
  domain: texts().describe('Correlation domain (site), or a list; * stands for any text; all unless set'),
  entity: texts().describe('Name or id of an entity, or a list; * stands for any text; all unless set'),
  type: texts().describe('Type of that entity, such as switch, or a list; all unless set'),
  metric: texts().describe('Metric name of its anomaly, or a list; * stands for any text; all unless set'),
});
