import { z } from 'zod';
import { datedTime } from '../fields/dated-time.ts';
import { text } from '../fields/field-types.ts';
import { textsSchema } from '../fields/texts.ts';
import { timeZone } from '../fields/time-zone.ts';
import { checkMuteTimes } from './mute-times.ts';
import { ruleLabelsSchema } from './rule-labels.ts';

/** Days of the week as they are written, from the first one on. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/** A time of some days that comes again, by the clock of a time zone. */
export interface RecurringConfig {
  days: Weekday[];
  /** Minutes since midnight; not after `from`: on the day after. */
  from: number;
  until: number;
  /** As in the time zone database: `Europe/Berlin`. */
  zone: string;
}

/** When nothing new is told, and of what. docs/mutes.md tells what the fields mean. */
export interface MuteConfig {
  name: string;
  metric?: string[] | undefined;
  entity?: string[] | undefined;
  labels?: Record<string, string[]> | undefined;
  /** Epoch milliseconds; both or, where there is `every`, none. */
  from?: number | undefined;
  until?: number | undefined;
  every?: RecurringConfig | undefined;
  reason?: string | undefined;
}

const CLOCK = 'expected a time of day such as "22:30"';
const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const END_OF_DAY = 24 * 60;

const timeOfDay = () =>
  z
    .string({ error: CLOCK })
    .refine((clock) => clock === '24:00' || TIME_OF_DAY.test(clock), CLOCK)
    .transform(minutesOf)
    .meta({ 'x-kind': 'time of day' });

const everySchema = z
  .strictObject({
    days: z
      .array(z.enum(weekdays, { error: `expected ${weekdays.join(', ')}` }))
      .min(1, 'expected at least one day')
      .default([...weekdays])
      .describe('Days on which it begins; all of them unless set'),
    from: timeOfDay().describe('When it begins, by the clock of the zone'),
    until: timeOfDay().describe('When it ends; a time that is not after `from` is on the next day'),
    zone: timeZone().describe('Time zone of both, which knows of summer time'),
  })
  .refine(({ from, until }) => from !== until, {
    path: ['until'],
    message: 'expected another time than from',
  });

/** A mute as it is written. */
export const muteSchema = z
  .strictObject({
    name: text().describe('Name in the counter aiops_anomalies_muted_total and in what is told late'),
    metric: textsSchema
      .optional()
      .describe('Metric name of the anomalies, or a list; * stands for any text; all unless set')
      .meta({ 'x-kind': 'text or list' }),
    entity: textsSchema
      .optional()
      .describe('Name or id of their entity, or a list; * stands for any text; all unless set')
      .meta({ 'x-kind': 'text or list' }),
    labels: ruleLabelsSchema,
    from: datedTime().describe('When it begins, with a zone'),
    until: datedTime().describe('When it ends, with a zone'),
    every: everySchema.optional().describe('A time that comes again, instead of from and until'),
    reason: text().optional().describe('Why; told with what was held back'),
  })
  .superRefine(checkMuteTimes);

function minutesOf(clock: string): number {
  const [hours = '', minutes = ''] = clock.split(':');
  return Math.min(END_OF_DAY, Number(hours) * 60 + Number(minutes));
}
