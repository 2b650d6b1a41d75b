import type { RcaResult, Runbook } from '@aiops/contracts';
import { deviceOf } from '../anomaly-facts.ts';
import { matchRunbooks } from '../runbooks/match-runbooks.ts';
import type { Actor } from './actor.ts';
import type { Run } from './run.ts';
import type { RunDesk } from './run-desk.ts';
import type { RunRequest } from './run-entry.ts';
import type { RunPlan, StepOutcome } from './run-plan.ts';

/** A run as people are shown it; times are epoch ms. */
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
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly isRollback: boolean;
    readonly outcome?: StepOutcome;
  }[];
  readonly verified?: string;
  /** Why it stands as it does, in words. */
  readonly reason?: string;
}

/** A request that leaves it to the incident which device it is about. */
export type PeopleRequest = Omit<RunRequest, 'device'>;

/** The desk as those who serve people use it: in terms of incidents, and with whole runs in the list. */
export interface PeopleDesk extends Pick<RunDesk, 'stop' | 'resume'> {
  dryRun(request: PeopleRequest, actor: Actor): Promise<RunPlan>;
  request(request: PeopleRequest, actor: Actor): Promise<RunView>;
  approve(id: string, actor: Actor): Promise<RunView>;
  deny(id: string, actor: Actor, reason?: string): Promise<RunView>;
  execute(id: string, actor: Actor): Promise<RunView>;
  cancel(id: string, actor: Actor): Promise<RunView>;
  list(): Promise<readonly RunView[]>;
  /** Rejects with `NotFound` where there is none. */
  get(id: string): Promise<RunView>;
}

/** Runs that have not changed since they were last listed are not read again. */
export function peopleDesk(
  desk: RunDesk,
  incident: (id: string) => Promise<RcaResult | undefined>,
  runbooks: () => readonly Runbook[],
): PeopleDesk {
  let listed = new Map<string, { readonly entries: number; readonly view: RunView }>();
  const about = async (request: PeopleRequest): Promise<RunRequest> => {
    const result = request.incident === null ? undefined : await incident(request.incident);
    return {
      ...request,
      device: result === undefined ? null : deviceFor(result, request.runbook, runbooks()),
    };
  };
  const viewed = async (run: Promise<Run>) => viewOf(await run);
  return {
    dryRun: async (request, actor) => desk.dryRun(await about(request), actor),
    request: async (request, actor) => viewOf(await desk.request(await about(request), actor)),
    approve: (id, actor) => viewed(desk.approve(id, actor)),
    deny: (id, actor, reason) => viewed(desk.deny(id, actor, reason)),
    execute: (id, actor) => viewed(desk.execute(id, actor)),
    cancel: (id, actor) => viewed(desk.cancel(id, actor)),
    stop: desk.stop,
    resume: desk.resume,
    get: (id) => viewed(desk.get(id)),
    async list() {
      const next: typeof listed = new Map();
      for (const { id, entries } of await desk.list()) {
        const known = listed.get(id);
        const view = known?.entries === entries ? known.view : viewOf(await desk.get(id));
        next.set(id, { entries, view });
      }
      listed = next;
      return [...next.values()].map(({ view }) => view);
    },
  };
}

/** The device that a suggestion of this runbook would name; that of the cause where the runbook does not apply. */
function deviceFor(result: RcaResult, name: string, runbooks: readonly Runbook[]): string | null {
  const match = matchRunbooks(runbooks, result).find(({ runbook }) => runbook.name === name);
  return match?.on === 'effect' ? deviceOf(match.anomaly) : result.root_cause.root_cause_device;
}

function viewOf(run: Run): RunView {
  const { id, state, plan, requestedAt, approval, endedAt, verdict, reason, rollback } = run;
  const why = [reason, verdict?.why, rollback?.reason].filter((part) => part !== undefined).join('; ');
  return {
    id,
    state,
    plan,
    requestedBy: run.requestedBy.name,
    requestedAt,
    includeRollback: approval?.includeRollback ?? run.request.includeRollback ?? false,
    ...(approval === undefined
      ? {}
      : {
          approval: {
            by: approval.by.name,
            role: approval.by.role,
            at: approval.at,
            expiresAt: approval.expiresAt,
          },
        }),
    ...(endedAt === undefined ? {} : { endedAt }),
    steps: run.steps.map(({ step, phase, status, outcome }) => ({
      name: step,
      status: status === 'not_run' ? 'pending' : status,
      isRollback: phase === 'rollback',
      ...(outcome === undefined ? {} : { outcome }),
    })),
    ...(verdict === undefined ? {} : { verified: verdict.effect }),
    ...(why === '' ? {} : { reason: why }),
  };
}
