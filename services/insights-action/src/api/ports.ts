import type { RunPlan, StepOutcome } from '../runs/run-plan.ts';
import type { Actor } from './roles.ts';

export interface RunRequest {
  readonly runbook: string;
  readonly incident: string | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** The runbook's own unless given. */
  readonly target?: string;
  /** Whether the approval that is asked for covers the rollback, too. */
  readonly includeRollback: boolean;
}

export interface RunStepView {
  readonly name: string;
  /** `pending`, `running`, or how it ended. */
  readonly status: string;
  readonly isRollback?: boolean;
  readonly outcome?: StepOutcome;
}

/** A run as people see it; times are epoch ms. */
export interface RunView {
  readonly id: string;
  readonly state: string;
  readonly plan: RunPlan;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly includeRollback: boolean;
  readonly approval?: {
    readonly by: string;
    readonly role: string;
    readonly at: number;
    readonly expiresAt: number;
  };
  readonly endedAt?: number;
  /** In the order in which they run; empty before the run has begun. */
  readonly steps: readonly RunStepView[];
  readonly verified?: string;
  /** Why it stands as it does, in words. */
  readonly reason?: string;
}

/**
 * Runs of runbooks. What it refuses rejects with an error whose `name` tells what kind of refusal it is (`Invalid`, `Forbidden`,
 * `Conflict`, `Expired`, `NotFound`, `Stopped`, `LimitReached`) and whose text says what to do.
 */
export interface RunDesk {
  /** Exactly what would run; nothing is kept. */
  dryRun(request: RunRequest, actor: Actor): Promise<RunPlan>;
  request(request: RunRequest, actor: Actor): Promise<RunView>;
  approve(id: string, actor: Actor): Promise<RunView>;
  deny(id: string, actor: Actor, reason?: string): Promise<RunView>;
  execute(id: string, actor: Actor): Promise<RunView>;
  cancel(id: string, actor: Actor): Promise<RunView>;
  /** Nothing is executed any more, until somebody resumes. */
  stop(reason: string, actor: Actor): Promise<void>;
  resume(actor: Actor): Promise<void>;
  /** Newest first. */
  list(): Promise<readonly RunView[]>;
  get(id: string): Promise<RunView | undefined>;
}

/** What a mute is about; of each field given one value has to fit, `*` stands for any characters. */
export interface MuteMatch {
  readonly severity?: readonly string[];
  readonly entity?: readonly string[];
  readonly domain?: readonly string[];
  readonly metric?: readonly string[];
}

export interface NewMute {
  readonly match: MuteMatch;
  /** Epoch ms. */
  readonly from: number;
  readonly until: number;
  readonly reason: string;
}

export interface MuteView extends NewMute {
  readonly id: string;
  readonly author: string;
}

/** Mutes of notifications that are added while the service runs. Refuses as {@link RunDesk} does. */
export interface LiveMutes {
  list(): Promise<readonly MuteView[]>;
  add(mute: NewMute, actor: Actor): Promise<MuteView>;
  remove(id: string, actor: Actor): Promise<void>;
}
