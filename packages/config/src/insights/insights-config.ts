import { z } from 'zod';
import { flag } from '../fields/field-types.ts';
import { alertmanagerSchema } from './alertmanager-config.ts';
import { apiSchema } from './api-config.ts';
import { grafanaSchema } from './grafana-config.ts';
import { notificationsSchema } from './notifications-config.ts';
import { runbooksSchema } from './runbooks-config.ts';

/** `insights_action` */
export const insightsSchema = z.strictObject({
  enabled: flag(true).describe('Whether insights-action runs in the fleet'),
  runbooks: runbooksSchema.prefault({}),
  grafana: grafanaSchema.prefault({}),
  alertmanager: alertmanagerSchema.prefault({}),
  notifications: notificationsSchema.prefault({}),
  api: apiSchema.prefault({}),
});
