import { formatTimestamp, type Runbook } from '@aiops/contracts';
import { suggestedParameters } from '../../runbooks/plan-run.ts';
import { maskFields } from '../../secrets/mask-fields.ts';
import type { Call, HandlersOf } from '../handler.ts';
import type { runOperations } from '../operations/run-operations.ts';
import { pageOf } from '../page.ts';
import type { RunDesk, RunRequest } from '../ports.ts';
import { Problem } from '../problem.ts';
import { planJson, runEntryJson, runJson, shownHeader } from '../run-json.ts';
import type { IncidentMirror } from '../views/incident-mirror.ts';

export interface RunHandlerOptions {
  readonly desk: RunDesk;
  readonly runbooks: () => readonly Runbook[];
  readonly incidents: Pick<IncidentMirror, 'get'>;
}

/** Answers what is asked of runbooks and their runs; what may be done is for the desk to decide. */
export function runHandlers(options: RunHandlerOptions): HandlersOf<typeof runOperations> {
  const { desk, runbooks } = options;
  return {
    async listRunbooks() {
      const order = await desk.stopped();
      const at = order?.at === undefined ? null : formatTimestamp(order.at);
      return {
        items: runbooks().map(shown),
        stopped: order === undefined ? null : { reason: order.reason, by: order.by, at },
      };
    },
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
          (incident === undefined || run.incident === incident) &&
          (state === undefined || run.state === state),
      );
      const page = pageOf(asked, ({ requestedAt, id }) => ({ at: formatTimestamp(requestedAt), id }), query);
      return { ...page, items: page.items.map(runEntryJson) };
    },
    getRun: async ({ params: { id } }) => runJson(await desk.get(id)),
    async requestRun({ body, caller }) {
      const request = requestOf(body, options);
      if (body.dry_run) return { plan: planJson(await desk.dryRun(request, caller)), run: null };
      const run = runJson(await desk.request(request, caller));
      return { plan: run.plan, run };
    },
    approveRun: async ({ params: { id }, body, caller }) =>
      runJson(await desk.approve(id, caller, { includeRollback: body?.include_rollback ?? false })),
    denyRun: async ({ params: { id }, body, caller }) => runJson(await desk.deny(id, caller, body?.reason)),
    executeRun: async ({ params: { id }, caller }) => runJson(await desk.execute(id, caller)),
    cancelRun: async ({ params: { id }, caller }) => runJson(await desk.cancel(id, caller)),
  };
}

/**
 * What is asked for; unless it says so itself it is about the cause of the incident, whose name is also the value of parameters
 * that are to come from there. Whoever decides sees it in the plan. Throws {@link Problem} when there is no such incident.
 */
function requestOf(
  body: Call<typeof runOperations.requestRun>['body'],
  { runbooks, incidents }: Pick<RunHandlerOptions, 'runbooks' | 'incidents'>,
): RunRequest {
  const { runbook, incident, target } = body;
  const known = incident === null ? undefined : incidents.get(incident);
  if (incident !== null && known === undefined) {
    throw new Problem(
      404,
      'not_found',
      'There is no such incident, or it was so long ago that it is not kept; GET /api/v1/incidents lists all.',
    );
  }
  const device = body.device ?? known?.cause ?? null;
  const found = runbooks().find(({ name }) => name === runbook);
  const offered = found === undefined ? {} : suggestedParameters(found, device);
  const parameters = { ...offered, ...body.parameters };
  return { runbook, incident, device, parameters, ...(target === undefined ? {} : { target }) };
}

/** A runbook as a run of it is shown, too: without the secrets of its steps. */
function shown(runbook: Runbook): Runbook {
  const { rollback } = runbook;
  return {
    ...runbook,
    steps: runbook.steps.map(shownStep),
    ...(rollback === undefined ? {} : { rollback: rollback.map(shownStep) }),
  };
}

function shownStep(whole: Runbook['steps'][number]): Runbook['steps'][number] {
  const step = maskFields(whole);
  if (step.type !== 'http_request' || step.headers === undefined) return step;
  const headers = Object.entries(step.headers).map(([name, value]) => [name, shownHeader(name, value)]);
  return { ...step, headers: Object.fromEntries(headers) as Record<string, string> };
}
