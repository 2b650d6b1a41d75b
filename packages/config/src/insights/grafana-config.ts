import { z } from 'zod';
import { url } from '../field-types.ts';

/** `insights_action.grafana` */
export const grafanaSchema = z.strictObject({
  url: url().describe('Base URL of Grafana as people reach it; reports name it, nothing asks it'),
});
