import type { CronSpan } from '@aiops/config';
import { Cron } from 'croner';

const SECOND = 1000;

/**
 * Whether a time that comes again is under way at a time (epoch ms): until when, or undefined. A time of day that summer time
 * skips begins right after the gap, one that comes twice begins once; a rhythm such as every half hour goes on through both.
 * The length is elapsed time. Where one begins before the other is over, the end is that of the one that began first.
 */
export function cronSpan({ cron, duration, zone }: CronSpan): (at: number) => number | undefined {
  const schedule = new Cron(cron, { timezone: zone, paused: true });
  return (at) => {
    // The schedule counts in whole seconds: what begins after the second that contains this moment began less than the duration ago.
    const reach = Math.floor((at - duration) / SECOND) * SECOND;
    const begin = schedule.nextRun(new Date(reach))?.getTime();
    return begin === undefined || begin > at ? undefined : begin + duration;
  };
}
