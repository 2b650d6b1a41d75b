import type { z } from 'zod';
import { DATED_TIME } from '../fields/dated-time.ts';
import { expectAt } from '../fields/expect-at.ts';

/** When a mute holds: from one time until another, or in a time that comes again. */
interface MuteTimes {
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly every?: unknown;
}

/** A mute has either both ends, in their order, or a time that comes again. */
export function checkMuteTimes({ from, until, every }: MuteTimes, context: z.RefinementCtx): void {
  if (every !== undefined) {
    const message = 'expected either from and until, or every';
    if (from !== undefined) expectAt(context, 'from', message);
    if (until !== undefined) expectAt(context, 'until', message);
  } else if (from === undefined) expectAt(context, 'from', `${DATED_TIME}, or every instead`);
  else if (until === undefined) expectAt(context, 'until', DATED_TIME);
  else if (until <= from) expectAt(context, 'until', 'expected a later time than from');
}
