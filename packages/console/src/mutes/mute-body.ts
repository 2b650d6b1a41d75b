import type { Operations } from '../live/api-types.ts';

type Body = Operations['addMute']['body'];

export const MATCH_FIELDS = ['entity', 'metric', 'domain', 'type'] as const;

/** What is wrong with what somebody typed. */
export type MuteProblem = 'match' | 'from' | 'until' | 'reason';

/**
 * The mute that somebody typed, or what is wrong with it. `typed` gives the text of a field; times are those of the reader's clock without
 * a zone, as inputs of dates give them; `now` is epoch ms.
 */
export function muteBody(typed: (name: string) => string, now: number): Body | MuteProblem {
  const match = Object.fromEntries(
    [...MATCH_FIELDS, 'severity'].flatMap((name): [string, string[]][] => {
      const values = typed(name)
        .split(/[,，]/)
        .map((value) => value.trim())
        .filter((value) => value !== '');
      return values.length === 0 ? [] : [[name, values]];
    }),
  );
  const from = typed('from') === '' ? undefined : Date.parse(typed('from'));
  const until = Date.parse(typed('until'));
  const reason = typed('reason').trim();
  if (Object.keys(match).length === 0) return 'match';
  if (Number.isNaN(from)) return 'from';
  if (Number.isNaN(until) || until <= Math.max(now, from ?? now)) return 'until';
  if (reason === '') return 'reason';
  return {
    match,
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    until: new Date(until).toISOString(),
    reason,
  };
}

/** Whether a mute is in effect at a time (epoch ms). */
export function muteState(
  { from, until }: { readonly from: string; readonly until: string },
  now: number,
): 'now' | 'later' | 'over' {
  if (now < Date.parse(from)) return 'later';
  return now < Date.parse(until) ? 'now' : 'over';
}
