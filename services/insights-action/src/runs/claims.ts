import type { Records } from '@aiops/runtime';
import type { Phase } from './run-entry.ts';

/** How long an instance that says nothing is believed to be executing. */
export const LEASE_MS = 30_000;

interface Claim {
  readonly owner: string;
  /** Epoch ms. */
  readonly until: number;
}

/** Who executes what, one claim a phase of a run and for ever: what was claimed once is never executed again. */
export interface Claims {
  /** False when it was claimed before. */
  take(run: string, phase: Phase, now: number): Promise<boolean>;
  /** Tells others that the owner lives; gives until when they believe it. */
  renew(run: string, phase: Phase, now: number): Promise<number>;
  /** Whether somebody may still be executing it. */
  isHeld(run: string, phase: Phase, now: number): Promise<boolean>;
  forget(run: string): Promise<void>;
}

export function createClaims(records: Records, owner: string): Claims {
  const keyOf = (run: string, phase: Phase) => `claim/${run}/${phase}`;
  const text = (until: number) => JSON.stringify({ owner, until } satisfies Claim);
  return {
    take: (run, phase, now) => records.create(keyOf(run, phase), text(now + LEASE_MS)),
    async renew(run, phase, now) {
      await records.put(keyOf(run, phase), text(now + LEASE_MS));
      return now + LEASE_MS;
    },
    async isHeld(run, phase, now) {
      const kept = await records.get(keyOf(run, phase));
      return kept !== undefined && (JSON.parse(kept) as Claim).until > now;
    },
    forget: (run) => records.delete([keyOf(run, 'steps'), keyOf(run, 'rollback')]),
  };
}
