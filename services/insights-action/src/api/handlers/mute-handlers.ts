import { formatTimestamp } from '@aiops/contracts';
import type { z } from 'zod';
import type { HandlersOf } from '../handler.ts';
import type { muteOperations, muteSchema } from '../operations/mute-operations.ts';
import type { LiveMutes, MuteMatch, MuteView } from '../ports.ts';
import { Problem } from '../problem.ts';

/** Answers what is asked of mutes. */
export function muteHandlers(mutes: LiveMutes, now: () => number): HandlersOf<typeof muteOperations> {
  return {
    listMutes: async () => ({ items: (await mutes.list()).map(muteJson) }),
    async addMute({ body, caller }) {
      const from = body.from ?? now();
      if (body.until <= Math.max(from, now())) {
        throw new Problem(
          422,
          'invalid',
          'until: expected a time after from and after now, because this mute would mute nothing.',
        );
      }
      const match = Object.fromEntries(
        Object.entries(body.match).filter(([, values]) => values !== undefined),
      ) as MuteMatch;
      return muteJson(await mutes.add({ match, from, until: body.until, reason: body.reason }, caller));
    },
    removeMute: ({ params: { id }, caller }) => mutes.remove(id, caller),
  };
}

function muteJson({ id, match, from, until, reason, author }: MuteView): z.infer<typeof muteSchema> {
  return {
    id,
    match: Object.fromEntries(Object.entries(match).map(([field, values]) => [field, [...values]])),
    from: formatTimestamp(from),
    until: formatTimestamp(until),
    reason,
    author,
  };
}
