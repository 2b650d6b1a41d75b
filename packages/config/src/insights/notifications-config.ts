import { z } from 'zod';
import { duration, url } from '../fields/field-types.ts';
import { timeZone } from '../fields/time-zone.ts';
import { uniqueNames } from '../fields/unique-names.ts';
import { notificationChannelSchema } from './notification-channel.ts';
import { notificationMuteSchema } from './notification-mute.ts';

/** `insights_action.notifications` */
export const notificationsSchema = z.strictObject({
  language: z
    .enum(['en', 'zh'], { error: 'expected en or zh' })
    .default('en')
    .describe('Language of the messages'),
  zone: timeZone().default('UTC').describe('Time zone in which times are told'),
  max_age: duration('1h').describe(
    'What happened longer ago, by the time of its record, is not told any more',
  ),
  base_url: url().describe(
    'Base URL of the HTTP API as people reach it; messages link to the report of the incident there',
  ),
  channels: z
    .array(notificationChannelSchema)
    .default([])
    .superRefine(uniqueNames)
    .describe('Where people are told, see docs/notifications.md'),
  mutes: z
    .array(notificationMuteSchema)
    .default([])
    .superRefine(uniqueNames)
    .describe('Times in which incidents are found but not told, see docs/notifications.md'),
});
