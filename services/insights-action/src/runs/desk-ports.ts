import type { OutMessage, Records } from '@aiops/runtime';
import type { Baseline, Watch } from '../verify/watch.ts';
import type { AuditLog } from './audit-log.ts';
import type { Run } from './run.ts';
import type { RunRequest } from './run-entry.ts';
import type { ExecuteStep, RunPlan } from './run-plan.ts';
import type { RunSettings } from './run-policy.ts';

/** A plan, or what speaks against making one. */
export type PlanAnswer = { readonly plan: RunPlan } | { readonly problems: readonly string[] };

/** What people and logs are told of what cannot be an answer to anybody. */
export interface DeskLog {
  warn(fields: object, message: string): void;
}

/** Sets of records that all instances share. */
export interface DeskRecords {
  /** Entries of runs, and claims. */
  readonly runs: Records;
  readonly index: Records;
  readonly turns: Records;
  readonly control: Records;
}

/** What the desk works with. It has no clock, no timers, no processes of its own. */
export interface DeskPorts {
  /** Makes the plan of a request from the runbooks as they are now. */
  readonly plan: (request: RunRequest) => Promise<PlanAnswer>;
  readonly execute: ExecuteStep;
  readonly audit: AuditLog;
  readonly records: DeskRecords;
  /** Resolves once the bus has acknowledged all. */
  readonly publish: (messages: readonly OutMessage[]) => Promise<void>;
  readonly settings: RunSettings;
  /** Epoch ms. */
  readonly now: () => number;
  /** Name of this process, another one after a restart. */
  readonly instance: string;
  /** Whether the stop file is there. */
  readonly stopFile: () => Promise<boolean>;
  /** What the anomaly tells about the metric that a run is to move; undefined where no anomaly is about it. */
  readonly baseline: (request: RunRequest, metric: string) => Promise<Baseline | undefined>;
  readonly samples: {
    /** Notes where the series stands now. */
    begin(baseline: Baseline): Promise<Watch>;
    /** Values that arrived after this time, in time order. */
    since(watch: Watch, recordedAfter: number): Promise<readonly number[]>;
  };
  /** Told of each change of a run that this instance makes. */
  readonly onChange: (run: Run) => void;
  readonly log: DeskLog;
}
