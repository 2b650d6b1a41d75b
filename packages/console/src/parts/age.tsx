import { useStore } from '../live/use-store.ts';
import { clock } from '../time/clock.ts';
import { formatAge, formatMoment, momentOf } from '../time/format-time.ts';
import { useWords } from '../words/use-words.ts';

export interface AgeProps {
  readonly stamp: string | number | null | undefined;
  /** Whether only the age is written; the time then shows when the pointer rests on it. */
  readonly short?: boolean;
}

/** When something was: the time in the reader's zone with its offset, and how long ago. */
export function Age({ stamp, short = false }: AgeProps) {
  const { shell } = useWords();
  const now = useStore(clock);
  const at = momentOf(stamp);
  if (at === undefined) return null;
  const moment = formatMoment(at);
  const age = formatAge(at, now, shell);
  return (
    <time dateTime={new Date(at).toISOString()} title={moment}>
      {short ? age : `${moment} (${age})`}
    </time>
  );
}
