import type { Severity } from '@aiops/contracts';
import type { RunPlan, StepOutcome } from '../runs/run-plan.ts';
import type { Actor } from './roles.ts';

export interface RunRequest {
  readonly runbook: string;
  readonly incident: string | null;
  /** The entity that it is about, as people name it. */
  readonly device: string | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** The runbook's own unless given. */
  readonly target?: string;
}

/** Somebody, or the settings, as a run remembers them. */
interface Who {
  readonly name: string;
  readonly role: string;
}

/** A run as people see it; times are epoch ms. */
export interface RunView {
  readonly id: string;
  readonly state: string;
  readonly mode: 'manual' | 'auto';
  readonly plan: RunPlan;
  readonly requestedBy: Who;
  readonly requestedAt: number;
  readonly approval?: {
    readonly by: Who;
    readonly at: number;
    readonly expiresAt: number;
    readonly includeRollback: boolean;
  };
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly cancelledBy?: Who;
  /** The plan's steps, then those of its rollback. */
  readonly steps: readonly {
    readonly phase: 'steps' | 'rollback';
    readonly step: string;
    readonly status: string;
    readonly outcome?: StepOutcome;
  }[];
  /** Why it ended as it did. */
  readonly reason?: string;
  readonly verdict?: { readonly effect: string; readonly why: string };
  readonly rollback?: { readonly state: string; readonly reason?: string };
}

/** A run in a list. */
export interface RunEntryView {
  readonly id: string;
  readonly state: string;
  readonly runbook: string;
  readonly incident: string | null;
  readonly device: string | null;
  readonly target: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly verified?: string;
}

/** Why nothing may run now. */
export interface StopView {
  readonly reason: string;
  readonly by: string;
  readonly at?: number;
}

/**
 * Runs of runbooks. What it refuses rejects with an error whose `name` tells what kind of refusal it is (`Forbidden`, `Conflict`,
 * `Expired`, `NotFound`, `Stopped`, `LimitReached`) and whose text says what to do.
 */
export interface RunDesk {
  /** Exactly what would run; nothing is kept. */
  dryRun(request: RunRequest, actor: Actor): Promise<RunPlan>;
  request(request: RunRequest, actor: Actor): Promise<RunView>;
  approve(id: string, actor: Actor, options: { readonly includeRollback: boolean }): Promise<RunView>;
  deny(id: string, actor: Actor, reason?: string): Promise<RunView>;
  execute(id: string, actor: Actor): Promise<RunView>;
  cancel(id: string, actor: Actor): Promise<RunView>;
  /** Nothing is executed any more, until somebody resumes. */
  stop(reason: string, actor: Actor): Promise<void>;
  resume(actor: Actor): Promise<void>;
  stopped(): Promise<StopView | undefined>;
  list(): Promise<readonly RunEntryView[]>;
  get(id: string): Promise<RunView>;
}

/** What a mute is about; of each field given one value has to fit. */
export interface MuteMatch {
  readonly severity?: Severity[] | undefined;
  readonly domain?: string[] | undefined;
  readonly entity?: string[] | undefined;
  readonly type?: string[] | undefined;
  readonly metric?: string[] | undefined;
}

/** Times are epoch ms. */
export interface NewMute {
  readonly match: MuteMatch;
  readonly from: number;
  readonly until: number;
  readonly author: string;
  readonly reason: string;
}

export interface MuteView extends NewMute {
  readonly id: string;
}

/** Mutes of notifications that are added while the service runs. */
export interface LiveMutes {
  list(): Promise<readonly MuteView[]>;
  /** Rejects with an error of the name `TooManyMutes` when there are too many. */
  addMute(mute: NewMute): Promise<MuteView>;
  /** Whether there was one. */
  removeMute(id: string): Promise<boolean>;
}
