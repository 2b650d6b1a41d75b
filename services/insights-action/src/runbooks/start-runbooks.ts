import type { Config } from '@aiops/config';
import type { Health, Logger, Metrics } from '@aiops/runtime';
import type { ExecuteStep } from '../runs/run-plan.ts';
import { createExecuteStep } from './execute/create-execute-step.ts';
import { createLiveRunbooks, type LiveRunbooks } from './live-runbooks.ts';
import { type Planned, planRun, suggestedParameters } from './plan-run.ts';

/** The runbooks of a service: what there is, what a run of one would do, and how its steps are carried out. */
export interface Runbooks extends LiveRunbooks {
  /** The plan of a run, or what is in the way; an unknown runbook is one problem. */
  plan(request: RunRequest): Planned;
  /** Values for parameters that come from the incident, to be offered to whoever starts a run. */
  suggested(runbook: string, device: string | null): Record<string, string>;
  readonly executeStep: ExecuteStep;
  health(): Health;
}

export interface RunRequest {
  /** Name of the runbook. */
  readonly runbook: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly incident: string | null;
  readonly device: string | null;
  readonly target?: string;
}

export interface RunbooksOptions {
  readonly config: Config['insights_action']['runbooks'];
  readonly service: string;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'configReloaded' | 'configReloadedAt'>;
  /** Passwords and tokens that outputs of steps must not show. */
  readonly secrets: readonly string[];
  /** The clock, in epoch ms. */
  readonly now: () => number;
}

/**
 * Reads the runbooks and follows their folder; with everything that a run needs of them. Throws `InvalidConfig` for a target that
 * cannot be used.
 */
export async function startRunbooks(options: RunbooksOptions): Promise<Runbooks> {
  const { config, now, secrets } = options;
  const { directory, targets, allow_hosts: allowHosts } = config;
  const executeStep = createExecuteStep({ targets, allowHosts, folder: directory, secrets, now });
  const live = await createLiveRunbooks({ ...options, directory, targets });
  return {
    ...live,
    plan: ({ runbook: name, ...request }) => {
      const runbook = live.find(name);
      if (runbook === undefined)
        return { problems: [`runbook: there is none of the name "${name.slice(0, 60)}"`] };
      return planRun({ ...request, runbook, targets });
    },
    suggested: (name, device) => {
      const found = live.find(name);
      return found === undefined ? {} : suggestedParameters(found.runbook, device);
    },
    executeStep,
    health: () => ({
      up: true,
      detail: `${live.runbooks().length} read, ${live.problems().length} problems`,
    }),
  };
}
