import type { RcaResult } from '@aiops/contracts';
import {
  type Lifecycle,
  occurrence,
  type RunningService,
  type ServiceContext,
  startStream,
} from '@aiops/runtime';
import { readRunbooks } from './runbooks/read-runbooks.ts';
import { createInsightsAction } from './service.ts';

const NAME = 'insights-action';

/** Takes an incident report as it is made. */
export type OnReport = (report: string, result: RcaResult) => void;

const toStandardOutput: OnReport = (report) => void process.stdout.write(`${report}\n`);

/** Runs insights-action on a context's adapters. Reports go to standard output unless somebody takes them. */
export async function startInsightsAction(
  context: ServiceContext,
  lifecycle: Lifecycle,
  onReport = toStandardOutput,
): Promise<RunningService> {
  const { config, logger, metrics } = context;
  const { runbooks, problems } = await readRunbooks(config.insights_action.runbooks.directory);
  for (const problem of problems) logger.warn({ problem }, 'A runbook is left out.');
  const service = createInsightsAction({
    config: config.insights_action,
    runbooks: () => runbooks,
    onReport,
    counters: {
      suggestions: occurrence(metrics, NAME, 'runbook_suggested'),
      duplicates: occurrence(metrics, NAME, 'duplicate_result'),
    },
  });
  const loop = await startStream(context, lifecycle, service);
  return {
    health: () => ({
      loop: loop.healthy(),
      runbooks: { up: true, detail: `${runbooks.length} read, ${problems.length} with problems` },
    }),
  };
}
