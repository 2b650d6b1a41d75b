import type { CronSpan, NotificationMute } from '@aiops/config';
import { type Span, upcomingSpan } from './upcoming-span.ts';

/** A mute of the settings: from when until when it holds now, or will hold next. */
export interface ConfiguredMute extends Span {
  readonly name: string;
  readonly match: NotificationMute['match'];
  readonly reason: string;
  /** Where it comes again. */
  readonly every?: CronSpan;
}

/** The mutes of the settings that are not over at a time (epoch ms), in their order. */
export function configuredMutes(
  settings: readonly NotificationMute[],
): (at: number) => readonly ConfiguredMute[] {
  const prepared = settings.map((mute) => ({ mute, spanAt: spanOf(mute) }));
  return (at) =>
    prepared.flatMap(({ mute: { name, match, reason = '', every }, spanAt }) => {
      const span = spanAt(at);
      if (span === undefined || span.until <= at) return [];
      return [{ name, match, reason, ...span, ...(every === undefined ? {} : { every }) }];
    });
}

function spanOf({ from = 0, until = 0, every }: NotificationMute): (at: number) => Span | undefined {
  return every === undefined ? () => ({ from, until }) : upcomingSpan(every);
}
