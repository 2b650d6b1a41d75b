import type { CronSpan } from '@aiops/config';
import { Cron } from 'croner';

/** A stretch of time, in epoch ms; it holds until just before its end. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

const SECOND = 1000;

/**
 * Which span of a time that comes again is under way at a time (epoch ms), or else comes next; undefined when none ever does. A time
 * of day that summer time skips begins right after the gap, one that comes twice begins once; a rhythm such as every half hour goes
 * on through both. The length is elapsed time. Where one begins before the other is over, it is the one that began first.
 */
export function upcomingSpan({ cron, duration, zone }: CronSpan): (at: number) => Span | undefined {
  const schedule = new Cron(cron, { timezone: zone, paused: true });
  return (at) => {
    // The schedule counts in whole seconds: what begins after the second that contains this moment began less than the duration ago.
    const reach = Math.floor((at - duration) / SECOND) * SECOND;
    const from = schedule.nextRun(new Date(reach))?.getTime();
    return from === undefined ? undefined : { from, until: from + duration };
  };
}
