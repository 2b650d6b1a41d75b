import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { Stretch } from '../plan-window.ts';
import type { Cursors } from '../ports.ts';

/** A stretch under way. */
export interface Window extends Stretch {
  /** When it was planned (epoch ms): a window that is read again makes the same messages, stamp included. */
  readonly at: number;
  /** Begin of the gap in front of it that is given up and has not been told yet. */
  readonly gapFrom?: bigint;
}

/** How far a poller has come. */
export interface Cursor {
  /** Everything before this (epoch ns) has been published and acknowledged. */
  readonly from: bigint;
  /** The window that is being handed on. After a crash it is read again exactly as it was. */
  readonly window?: Omit<Window, 'from'>;
}

const nanoseconds = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const storedSchema = z.object({
  from: nanoseconds,
  window: z.object({ to: nanoseconds, at: z.number(), gapFrom: nanoseconds.exactOptional() }).exactOptional(),
});

/** The stored cursor; undefined when there is none or when what is there is not one of ours. */
export async function readCursor(cursors: Cursors, key: string): Promise<Cursor | undefined> {
  const stored = storedSchema.safeParse(parseJson((await cursors.get(key)) ?? ''));
  return stored.success ? stored.data : undefined;
}

/** Stores a cursor. 64-bit nanoseconds go as text, because a JSON number would round them. */
export async function writeCursor(cursors: Cursors, key: string, cursor: Cursor): Promise<void> {
  const asText = (_name: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  await cursors.set(key, JSON.stringify(cursor, asText));
}
