import { z } from 'zod';
import { duration, flag, port, text, url } from '../fields/field-types.ts';

/** `insights_action.alertmanager` */
export const alertmanagerSchema = z.strictObject({
  url: url().describe('Base URL of Alertmanager as people reach it; reports name it'),
  internal_url: url().describe('Base URL under which the fleet reaches Alertmanager; `url` unless set'),
  incident_url: url().describe(
    'Base URL of the incident API as people reach it: links in alerts begin with it; without one, alerts carry none to it',
  ),
  proxy: z
    .strictObject({
      enabled: flag(false).describe(
        'Serve the API of Alertmanager on a port of its own and add the cause to the annotations of every alert that passes',
      ),
      host: text().default('127.0.0.1').describe('Address it listens on'),
      port: port(9097).describe('Port it listens on; 0 takes any free one'),
    })
    .prefault({}),
  root_cause_alert: z
    .strictObject({
      enabled: flag(false).describe(
        'Post the alert AIOpsRootCause for each device that an incident explains',
      ),
      resend: duration('1m').describe(
        'How often it is posted again; one that is not posted for four times as long ends by itself',
      ),
    })
    .prefault({}),
  repost: flag(false).describe(
    'Post active alerts again with the cause among their annotations, where the proxy is not in between; docs/alertmanager.md tells what that risks',
  ),
});
