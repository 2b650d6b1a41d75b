import type { IncidentFacts } from './incident-facts.ts';
import type { Change, HeldBack, Told } from './told.ts';

/** What speaks against telling a channel now. */
export interface Gates {
  /** Whether the channel is for incidents of this severity. */
  readonly severe: boolean;
  /** Whether the channel is for incidents like this one. */
  readonly fits: boolean;
  /** Why nobody is told for the time being. */
  readonly quiet: 'mute' | 'maintenance' | undefined;
  /** Whether the revision was recorded too long ago. */
  readonly old: boolean;
}

export type Decision =
  | { readonly tell: Change }
  | { readonly hold: HeldBack; readonly change: Change | undefined }
  | 'nothing new';

/**
 * What a channel is told of a revision, given what it was told before. It hears of an incident once when it opens, when a
 * cause is named that it has not heard of, when it ends, and when it comes back. The end of what it heard of is always
 * told, whatever speaks against it, because somebody waits for it.
 */
export function decide(told: Told | undefined, facts: IncidentFacts, gates: Gates): Decision {
  const change = changeOf(told, facts);
  if (change === undefined) {
    const unheard = told === undefined || told.state === 'unheard';
    return unheard && facts.ended !== undefined ? { hold: 'over', change } : 'nothing new';
  }
  if (change === 'resolved' || change === 'merged') return { tell: change };
  const against = objection(gates);
  return against === undefined ? { tell: change } : { hold: against, change };
}

function changeOf(told: Told | undefined, { ended, cause }: IncidentFacts): Change | undefined {
  const state = told?.state ?? 'unheard';
  if (state === 'open') {
    if (ended !== undefined) return ended;
    return cause !== undefined && !told?.causes.includes(cause) ? 'cause_changed' : undefined;
  }
  if (ended !== undefined) return undefined;
  return state === 'closed' ? 'reopened' : 'opened';
}

function objection({ severe, fits, quiet, old }: Gates): HeldBack | undefined {
  if (!severe) return 'severity';
  if (!fits) return 'match';
  // What is old when it comes does not wait for the end of a mute.
  return old ? 'age' : quiet;
}
