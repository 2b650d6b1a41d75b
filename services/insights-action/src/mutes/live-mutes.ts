import { contentId } from '@aiops/contracts';
import type { Records } from '@aiops/runtime';
import { type LiveMute, type LiveMuteRequest, liveMuteRequestSchema } from './live-mute.ts';

/** Most mutes that were added at run time and are not over. */
const LIMIT = 1_000;

/** Mutes that people add and remove while the fleet runs; shared by all instances. */
export interface LiveMutes {
  /**
   * Adds a mute; the same request again gives the mute that is there. Rejects with a `ZodError` for what is no mute, with
   * {@link TooManyMutes} when there are too many, and for what is over already.
   */
  addMute(request: unknown): Promise<LiveMute>;
  /** Whether there was one of this id, which is over from now on. */
  removeMute(id: string): Promise<boolean>;
  /** Those that are not over, the one that ends first first. */
  list(): Promise<LiveMute[]>;
}

/** No further mute is taken. */
export class TooManyMutes extends Error {
  override readonly name = 'TooManyMutes';
}

/** Keeps mutes in a set of records. */
export function createLiveMutes(records: Records, now: () => number): LiveMutes {
  const list = async () => {
    const at = now();
    const known = [...(await records.all())].map(([id, text]) => ({
      id,
      mute: JSON.parse(text) as LiveMute,
    }));
    const over = known.filter(({ mute }) => mute.until <= at);
    if (over.length > 0) await records.delete(over.map(({ id }) => id));
    return known
      .flatMap(({ mute }) => (mute.until > at ? [mute] : []))
      .sort((a, b) => a.until - b.until || (a.id < b.id ? -1 : 1));
  };
  return {
    async addMute(request) {
      const mute = liveMuteRequestSchema.parse(request);
      if (mute.until <= now())
        throw new RangeError('A mute must end in the future: give a later `until` (epoch milliseconds).');
      const id = idOf(mute);
      const others = await list();
      const same = others.find((other) => other.id === id);
      if (same !== undefined) return same;
      if (others.length >= LIMIT)
        throw new TooManyMutes(
          `There are ${LIMIT} mutes already: remove some, or write one that covers them into the settings.`,
        );
      const added: LiveMute = { ...mute, id, created_at: now() };
      await records.put(id, JSON.stringify(added));
      return added;
    },
    async removeMute(id) {
      if ((await records.get(id)) === undefined) return false;
      await records.delete([id]);
      return true;
    },
    list,
  };
}

function idOf({ match, from, until, author, reason }: LiveMuteRequest): string {
  return contentId('mute', JSON.stringify(Object.entries(match).sort()), from, until, author, reason);
}
