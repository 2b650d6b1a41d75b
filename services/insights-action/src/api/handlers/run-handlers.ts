import { formatTimestamp, type Runbook } from '@aiops/contracts';
import type { HandlersOf } from '../handler.ts';
import type { runOperations } from '../operations/run-operations.ts';
import { pageOf } from '../page.ts';
import type { RunDesk } from '../ports.ts';
import { Problem } from '../problem.ts';
import { planJson, runJson, shownHeader } from '../run-json.ts';

export interface RunHandlerOptions {
  readonly desk: RunDesk;
  readonly runbooks: () => readonly Runbook[];
}

/** Answers what is asked of runbooks and their runs; what may be done is for the desk to decide. */
export function runHandlers({ desk, runbooks }: RunHandlerOptions): HandlersOf<typeof runOperations> {
  return {
    listRunbooks: () => ({ items: runbooks().map(shown) }),
    getRunbook({ params: { name } }) {
      const runbook = runbooks().find((candidate) => candidate.name === name);
      if (runbook !== undefined) return shown(runbook);
      throw new Problem(
        404,
        'not_found',
        'There is no runbook of that name; GET /api/v1/runbooks lists all.',
      );
    },
    stopRunbooks: ({ body, caller }) => desk.stop(body.reason, caller),
    resumeRunbooks: ({ caller }) => desk.resume(caller),
    async listRuns({ query }) {
      const { incident, state } = query;
      const asked = (await desk.list()).filter(
        (run) =>
          (incident === undefined || run.plan.incident === incident) &&
          (state === undefined || run.state === state),
      );
      const page = pageOf(asked, ({ requestedAt, id }) => ({ at: formatTimestamp(requestedAt), id }), query);
      return { ...page, items: page.items.map(runJson) };
    },
    async getRun({ params: { id } }) {
      const run = await desk.get(id);
      if (run !== undefined) return runJson(run);
      throw new Problem(
        404,
        'not_found',
        'There is no such run; GET /api/v1/runs lists those that are kept.',
      );
    },
    async requestRun({ body, caller }) {
      const { runbook, incident, parameters, target, include_rollback: includeRollback } = body;
      const request = {
        runbook,
        incident,
        parameters,
        includeRollback,
        ...(target === undefined ? {} : { target }),
      };
      if (body.dry_run) return { plan: planJson(await desk.dryRun(request, caller)), run: null };
      const run = runJson(await desk.request(request, caller));
      return { plan: run.plan, run };
    },
    approveRun: async ({ params: { id }, caller }) => runJson(await desk.approve(id, caller)),
    denyRun: async ({ params: { id }, body, caller }) => runJson(await desk.deny(id, caller, body?.reason)),
    executeRun: async ({ params: { id }, caller }) => runJson(await desk.execute(id, caller)),
    cancelRun: async ({ params: { id }, caller }) => runJson(await desk.cancel(id, caller)),
  };
}

/** A runbook without what a header may hold. */
function shown(runbook: Runbook): Runbook {
  const steps = runbook.steps.map((step) => {
    if (step.type !== 'http_request' || step.headers === undefined) return step;
    const headers = Object.entries(step.headers).map(([name, value]) => [name, shownHeader(name, value)]);
    return { ...step, headers: Object.fromEntries(headers) as Record<string, string> };
  });
  return { ...runbook, steps };
}
