import { z } from 'zod';
import { Problem } from './problem.ts';

/** What decides the order of a list: a text, then the id. Both must never change while somebody pages. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

export interface Page<T> {
  readonly items: T[];
  /** Given back as `cursor` it continues after the last item; null at the end. */
  readonly next_cursor: string | null;
}

const placeSchema = z.tuple([z.string(), z.string()]);

/**
 * A page of a list, newest first. The cursor names the last item that was seen, not a position, so that items which come
 * meanwhile neither repeat nor hide others. Throws {@link Problem} for a cursor that is none of ours.
 */
export function pageOf<T>(
  items: readonly T[],
  placeOf: (item: T) => Place,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Page<T> {
  const placed = items
    .map((item) => ({ item, place: placeOf(item) }))
    .sort((a, b) => compare(b.place, a.place));
  const last = cursor === undefined ? undefined : readCursor(cursor);
  const rest = last === undefined ? placed : placed.filter(({ place }) => compare(place, last) < 0);
  const page = rest.slice(0, limit);
  const end = page.at(-1)?.place;
  return {
    items: page.map(({ item }) => item),
    next_cursor: rest.length > page.length && end !== undefined ? writeCursor(end) : null,
  };
}

function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function writeCursor({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function readCursor(cursor: string): Place {
  try {
    const [at, id] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { at, id };
  } catch {
    throw new Problem(
      400,
      'invalid',
      'cursor: expected the next_cursor of an earlier page; leave it out to begin anew',
    );
  }
}
