import { z } from 'zod';
import { cronExpression } from '../fields/cron-expression.ts';
import { datedTime } from '../fields/dated-time.ts';
import { optionalDuration, text } from '../fields/field-types.ts';
import { timeZone } from '../fields/time-zone.ts';
import { checkMuteTimes } from '../sections/mute-times.ts';
import { type IncidentMatch, incidentMatchSchema } from './incident-match.ts';

/** A time that comes again: it begins as a cron expression says, by the clock of a zone, and lasts for the duration. */
export interface CronSpan {
  cron: string;
  /** Milliseconds of elapsed time, whatever clocks do meanwhile. */
  duration: number;
  zone: string;
}

/** When people are not told, and of what. */
export interface NotificationMute {
  name: string;
  match: IncidentMatch;
  /** Epoch milliseconds; both or, where there is `every`, none. */
  from?: number | undefined;
  until?: number | undefined;
  every?: CronSpan | undefined;
  reason?: string | undefined;
}

const MOST_DAYS = 31;
const DURATION = `expected a duration from 1m to ${MOST_DAYS}d`;

const everySchema = z.strictObject({
  cron: cronExpression().describe('When it begins, by the clock of the zone: five fields of cron'),
  duration: optionalDuration()
    .pipe(
      z
        .number({ error: DURATION })
        .min(60_000, DURATION)
        .max(MOST_DAYS * 86_400_000, DURATION),
    )
    .meta({ 'x-kind': 'duration' })
    .describe('How long it lasts'),
  zone: timeZone().describe('Time zone of the cron expression, which knows of summer time'),
});

/** A mute of notifications as it is written. */
export const notificationMuteSchema = z
  .strictObject({
    name: text().describe('Name in what is told of what was held back'),
    match: incidentMatchSchema.prefault({}).describe('What it is about; everything unless set'),
    from: datedTime().describe('When it begins, with a zone'),
    until: datedTime().describe('When it ends, with a zone'),
    every: everySchema.optional().describe('A time that comes again, instead of from and until'),
    reason: text().optional().describe('Why'),
  })
  .superRefine(checkMuteTimes);
