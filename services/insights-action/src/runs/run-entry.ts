import type { Verdict } from '../verify/verdict.ts';
import type { Watch } from '../verify/watch.ts';
import type { Actor } from './actor.ts';
import type { RunPlan, StepOutcome } from './run-plan.ts';

/** What somebody wants to be run. */
export interface RunRequest {
  readonly runbook: string;
  readonly incident: string | null;
  /** The entity that it is about, as people name it. */
  readonly device: string | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Name of a target; what the runbook declares unless given. */
  readonly target?: string;
  /** Whether the approval that is asked for is to cover the rollback, too. */
  readonly includeRollback?: boolean;
}

/** Steps of the runbook, or those that take their effect back. */
export type Phase = 'steps' | 'rollback';

/** How a run, or its rollback, can end once it was begun. */
export type EndState = 'done' | 'failed' | 'cancelled' | 'abandoned';

/** Who allowed a plan to run, and until when. */
export interface Approval {
  readonly by: Actor;
  readonly at: number;
  readonly planHash: string;
  /** Steps that have not begun by then are not run; epoch ms. */
  readonly expiresAt: number;
  /** Whether the steps of the rollback may run by themselves when the effect was harmful. */
  readonly includeRollback: boolean;
}

interface Entry {
  readonly run: string;
  /** By the clock of the instance that wrote it, epoch ms. */
  readonly at: number;
}

interface StepEntry extends Entry {
  readonly phase: Phase;
  readonly index: number;
  readonly step: string;
}

/** One thing that happened to a run. A run is what its entries make of it. */
export type RunEntry =
  | (Entry & {
      readonly kind: 'requested';
      readonly by: Actor;
      readonly mode: 'manual' | 'auto';
      readonly request: RunRequest;
      /** Secrets masked: what is executed is planned anew. */
      readonly plan: RunPlan;
    })
  | (Entry & { readonly kind: 'approved' } & { readonly approval: Approval })
  | (Entry & { readonly kind: 'denied'; readonly by: Actor; readonly reason?: string })
  /** Of a run that has begun it is the wish: no further step begins. */
  | (Entry & { readonly kind: 'cancelled'; readonly by: Actor })
  | (Entry & { readonly kind: 'expired'; readonly reason: string })
  | (Entry & {
      readonly kind: 'claimed';
      readonly by: Actor;
      /** The instance that executes it. */
      readonly owner: string;
      readonly approval: Approval;
      readonly watch?: Watch;
    })
  | (StepEntry & { readonly kind: 'step_started' })
  | (StepEntry & { readonly kind: 'step_ended'; readonly outcome: StepOutcome })
  | (Entry & { readonly kind: 'ended'; readonly state: EndState; readonly reason?: string })
  | (Entry & { readonly kind: 'verified'; readonly verdict: Verdict })
  | (Entry & { readonly kind: 'rollback_claimed'; readonly owner: string })
  | (Entry & { readonly kind: 'rollback_ended'; readonly state: EndState; readonly reason?: string });

/** What the audit log holds: what happened to runs, the stop switch, and decisions that somebody else's came before. */
export type AuditEntry =
  | RunEntry
  | { readonly kind: 'stopped'; readonly at: number; readonly by: Actor; readonly reason: string }
  | { readonly kind: 'resumed'; readonly at: number; readonly by: Actor }
  | {
      readonly kind: 'overtaken';
      readonly at: number;
      readonly run: string;
      readonly what: RunEntry['kind'];
    };
