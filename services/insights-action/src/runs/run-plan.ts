import type { RunbookStep } from '@aiops/contracts';

/** How much harm a step can do. */
export type Risk = NonNullable<RunbookStep['risk']>;

/** What a step does, with every parameter filled in. */
export type StepAction =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | {
      readonly kind: 'http_request';
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | {
      readonly kind: 'script';
      /** File of the runbooks folder. */
      readonly script: string;
      /** SHA-256 of its content in hex; another content is not run. */
      readonly sha256: string;
      readonly arguments: readonly string[];
    };

export interface PlannedStep {
  readonly name: string;
  readonly risk: Risk;
  readonly action: StepAction;
  readonly timeoutMs: number;
  /** First lines of the output that are kept. */
  readonly lines: number;
  readonly stopOnFailure: boolean;
}

/** What should be seen after a run: this metric of the entity, moving this way, within this time. */
export interface ExpectedEffect {
  readonly metric: string;
  readonly direction: 'down' | 'up';
  readonly withinMs: number;
}

/** Exactly what would run, and where. The same runbook, parameters, target and incident make the same plan and hash. */
export interface RunPlan {
  readonly runbook: string;
  /** SHA-256 of the runbook as it was read, in hex. */
  readonly runbookHash: string;
  readonly incident: string | null;
  /** The entity that it is about, as people name it. */
  readonly device: string | null;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Name of the target in the settings, or `this_host`. */
  readonly target: string;
  readonly steps: readonly PlannedStep[];
  /** Steps that take the effect back, run only when the approval included them. */
  readonly rollback: readonly PlannedStep[];
  readonly effect?: ExpectedEffect;
  /** Content hash of all of the above: what an approval is bound to. */
  readonly hash: string;
}

/** `unknown`: it was sent and no answer came, so nobody knows whether it took effect. */
export type StepStatus = 'done' | 'failed' | 'timed_out' | 'cancelled' | 'unknown';

export interface StepOutcome {
  readonly status: StepStatus;
  readonly exitCode?: number;
  /** HTTP status of the answer. */
  readonly httpStatus?: number;
  /** What it printed, or the answer's body, cut to the step's limits, secrets masked. */
  readonly output: string;
  readonly truncated: boolean;
  readonly durationMs: number;
  /** Why it did not work, in words for people. */
  readonly problem?: string;
}

/** Carries one step out on a target. Never rejects: whatever goes wrong is an outcome. */
export type ExecuteStep = (step: PlannedStep, target: string, signal: AbortSignal) => Promise<StepOutcome>;
