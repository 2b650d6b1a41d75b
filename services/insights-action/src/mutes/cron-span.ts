import type { CronSpan } from '@aiops/config';
import { upcomingSpan } from './upcoming-span.ts';

/** Whether a time that comes again is under way at a time (epoch ms): until when, or undefined. */
export function cronSpan(every: CronSpan): (at: number) => number | undefined {
  const spanAt = upcomingSpan(every);
  return (at) => {
    const span = spanAt(at);
    return span === undefined || span.from > at ? undefined : span.until;
  };
}
