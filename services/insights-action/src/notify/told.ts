/** A change of an incident that people are told. */
export type Change = 'opened' | 'cause_changed' | 'resolved' | 'merged' | 'reopened';

/** Why a change is not told. */
export type HeldBack = 'severity' | 'match' | 'mute' | 'maintenance' | 'age' | 'over';

/** What a channel was told of an incident. */
export interface Told {
  /** As people there know it; `unheard` when they do not. */
  readonly state: 'unheard' | 'open' | 'closed';
  /** The revision that was looked at last. */
  readonly revision: number;
  /** The causes that were told since it opened or came back, at most {@link MOST_CAUSES} of them. */
  readonly causes: readonly string[];
  /** How many messages were sent. */
  readonly sent: number;
  /** The last message, so that what follows from it can be repeated after a crash. */
  readonly last?: { readonly change: Change; readonly revision: number; readonly at: number };
  /** Why the last change was not told. */
  readonly held?: HeldBack | 'refused';
  /** The revision from which on a message has been due; what was fresh then is not too old when it is tried again. */
  readonly due?: number;
  /** Who is sending a message just now, and until when (epoch ms) others leave it to that instance. */
  readonly claim?: Claim;
  /** When it was written, epoch ms. */
  readonly at: number;
}

/** The right to send. It runs out, so that what an instance did not get to send before it died is sent by another. */
export interface Claim {
  readonly owner: string;
  readonly until: number;
}

const MOST_CAUSES = 20;

/** Nothing. */
export const UNHEARD: Told = { state: 'unheard', revision: 0, causes: [], sent: 0, at: 0 };

/** What is known after a message was sent. */
export function afterSending(
  told: Told | undefined,
  change: Change,
  { revision, cause, at }: { revision: number; cause: string | undefined; at: number },
): Told {
  const ended = change === 'resolved' || change === 'merged';
  const before = change === 'opened' || change === 'reopened' ? [] : (told?.causes ?? []);
  const causes = cause === undefined || before.includes(cause) ? before : [...before, cause];
  return {
    state: ended ? 'closed' : 'open',
    revision,
    causes: causes.slice(-MOST_CAUSES),
    sent: (told?.sent ?? 0) + 1,
    last: { change, revision, at },
    at,
  };
}
