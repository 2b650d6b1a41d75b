import type { RcaResult } from '@aiops/contracts';
import type { Lifecycle, ServiceContext } from '@aiops/runtime';
import { type Runbooks, startRunbooks } from './runbooks/start-runbooks.ts';
import { type Runs, startRuns } from './runs/start-runs.ts';
import { secretsOf } from './secrets/secrets-of.ts';

/** What can be done about incidents: runbooks, and the runs of them. */
export interface Action {
  readonly runbooks: Runbooks;
  readonly runs: Runs;
}

/** Reads the runbooks and looks after runs of them until the lifecycle stops; `incident` gives what is known of one now. */
export async function startAction(
  context: ServiceContext,
  lifecycle: Lifecycle,
  incident: (id: string) => Promise<RcaResult | undefined>,
): Promise<Action> {
  const { config } = context;
  const secrets = await secretsOf(config);
  const runbooks = await lifecycle.start(
    'runbooks',
    () =>
      startRunbooks({
        ...context,
        config: config.insights_action.runbooks,
        service: 'insights-action',
        secrets,
      }),
    async (part) => part.stop(),
  );
  const runs = await startRuns(context, lifecycle, {
    plan: async (request) => runbooks.plan(request),
    execute: runbooks.executeStep,
    runbooks: runbooks.runbooks,
    incident,
  });
  return { runbooks, runs };
}
