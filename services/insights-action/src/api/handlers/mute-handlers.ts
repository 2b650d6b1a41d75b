import type { NotificationMute } from '@aiops/config';
import { formatTimestamp } from '@aiops/contracts';
import type { z } from 'zod';
import { type ConfiguredMute, configuredMutes } from '../../mutes/configured-mutes.ts';
import type { HandlersOf } from '../handler.ts';
import type { muteOperations, muteSchema } from '../operations/mute-operations.ts';
import type { LiveMutes, MuteView } from '../ports.ts';
import { Problem } from '../problem.ts';

/** Longest mute: what is muted for longer belongs into the settings. */
const MOST_DAYS = 31;
const DAY_MS = 86_400_000;

type MuteJson = z.infer<typeof muteSchema>;

/** Answers what is asked of mutes; `settings` are those that are written there, which nobody ends here. */
export function muteHandlers(
  mutes: LiveMutes,
  settings: readonly NotificationMute[],
  now: () => number,
): HandlersOf<typeof muteOperations> {
  const configured = configuredMutes(settings);
  return {
    listMutes: async () => ({
      items: [...configured(now()).map(configuredJson), ...(await mutes.list()).map(muteJson)],
    }),
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
      if (settings.some(({ name }) => name === id)) {
        throw new Problem(
          409,
          'conflict',
          'This mute stands in the settings: take it out of insights_action.notifications.mutes and restart.',
        );
      }
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

function muteJson({ id, match, from, until, reason, author }: MuteView): MuteJson {
  return { id, source: 'run_time', ...whenAndWhat({ match, from, until }), reason, author };
}

function configuredJson({ name, every, reason, ...mute }: ConfiguredMute): MuteJson {
  const again =
    every === undefined
      ? {}
      : { every: { cron: every.cron, duration_s: every.duration / 1000, zone: every.zone } };
  return { id: name, source: 'settings', ...whenAndWhat(mute), ...again, reason, author: 'settings' };
}

function whenAndWhat({ match, from, until }: Pick<MuteView, 'match' | 'from' | 'until'>) {
  const given = Object.entries(match).flatMap(([field, values]) =>
    values === undefined ? [] : [[field, values] as const],
  );
  return {
    match: Object.fromEntries(given),
    from: formatTimestamp(from),
    until: formatTimestamp(until),
  };
}
