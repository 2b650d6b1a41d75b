import { UsageError } from '../commands/command.ts';
import type { Moment } from './prediction.ts';

const MOMENTS: readonly Moment[] = ['case', 'detection'];

/** Reads `--at`. Throws {@link UsageError} for anything else than a moment. */
export function momentOf(text: string): Moment {
  const moment = MOMENTS.find((known) => known === text);
  if (moment === undefined) throw new UsageError(`--at ${text}: expected ${MOMENTS.join(' or ')}`);
  return moment;
}
