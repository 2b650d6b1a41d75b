import type { NotificationMute } from '@aiops/config';
import { formatTimestamp } from '@aiops/contracts';
import type { z } from 'zod';
import type { HandlersOf } from '../handler.ts';
import type { fixedMuteSchema, muteOperations, muteSchema } from '../operations/mute-operations.ts';
import type { LiveMutes, MuteView } from '../ports.ts';
import { Problem } from '../problem.ts';

/** Longest mute: what is muted for longer belongs into the settings. */
const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

/** Answers what is asked of mutes; `fixed` are those of the settings, which nobody can end here. */
export function muteHandlers(
  mutes: LiveMutes,
  now: () => number,
  fixed: readonly NotificationMute[],
): HandlersOf<typeof muteOperations> {
  const settings = fixed.map(fixedMuteJson);
  return {
    listMutes: async () => ({ items: (await mutes.list()).map(muteJson), settings }),
    async addMute({ body, caller }) {
      const from = body.from ?? now();
      if (body.until <= Math.max(from, now()))
        throw refused('a time after from and after now, because this mute would mute nothing');
      if (body.until - from > MOST_DAYS * DAY_MS)
        throw refused(`at most ${MOST_DAYS} days after from; a longer mute belongs into the settings`);
      const { match, until, reason } = body;
      return muteJson(await mutes.addMute({ match, from, until, reason, author: caller.name }));
    },
    async removeMute({ params: { id } }) {
      if (await mutes.removeMute(id)) return;
      throw new Problem(
        404,
        'not_found',
        'There is no such mute, or it is over; GET /api/v1/mutes lists all.',
      );
    },
  };
}

function refused(expected: string): Problem {
  return new Problem(422, 'invalid', `until: expected ${expected}.`);
}

function fixedMuteJson(mute: NotificationMute): z.infer<typeof fixedMuteSchema> {
  const { name, match, from, until, every, reason } = mute;
  return {
    name,
    match: matchJson(match),
    from: from === undefined ? null : formatTimestamp(from),
    until: until === undefined ? null : formatTimestamp(until),
    every: every === undefined ? null : { cron: every.cron, duration_ms: every.duration, zone: every.zone },
    reason: reason ?? null,
  };
}

/** The fields of a match that were given. */
function matchJson(match: NotificationMute['match'] | MuteView['match']): Record<string, string[]> {
  const given = Object.entries(match).flatMap(([field, values]): [string, string[]][] =>
    values === undefined ? [] : [[field, [values].flat().map(String)]],
  );
  return Object.fromEntries(given);
}

function muteJson({ id, match, from, until, reason, author }: MuteView): z.infer<typeof muteSchema> {
  return {
    id,
    match: matchJson(match),
    from: formatTimestamp(from),
    until: formatTimestamp(until),
    reason,
    author,
  };
}
