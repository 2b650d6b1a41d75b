import { contentId } from '@aiops/contracts';
import { Unavailable } from '@aiops/runtime';
import { POLICY } from './actor.ts';
import { AuditUnavailable } from './audit-log.ts';
import type { DeskPorts } from './desk-ports.ts';
import { LimitReached, Stopped } from './refusals.ts';
import type { Run } from './run.ts';
import type { RunDecisions } from './run-decisions.ts';
import type { RunRequest } from './run-entry.ts';
import type { RunExecutor } from './run-executor.ts';
import { isWithinRisk, mayRunByItself } from './run-policy.ts';
import type { RunStore } from './run-store.ts';
import { AuditTampered } from './verify-audit.ts';

/**
 * Runs what the settings let run without a person: requested, approved and executed in their name, once for each incident and
 * runbook, whatever becomes of it: where the shared records have lost a run, the audit log of this instance still knows it. Undefined when they do
 * not let it, or it was done before. Rejects with `Unavailable` while nothing can be put down.
 */
export async function runByItself(
  ports: DeskPorts,
  store: RunStore,
  decisions: RunDecisions,
  executor: RunExecutor,
  request: RunRequest & { readonly incident: string },
): Promise<Run | undefined> {
  const { settings } = ports;
  const answer = await ports.plan(request);
  if (!('plan' in answer) || !mayRunByItself(answer.plan, settings)) return undefined;
  const { plan } = answer;
  const id = contentId('auto', request.incident, request.runbook);
  if ((await store.load(id)) !== undefined) return undefined;
  if (await whenAudited(ports.audit.hasBegun(id))) {
    ports.log.warn(
      { run: id, incident: request.incident, runbook: request.runbook },
      'A runbook that may run by itself is not run: the audit log says that it was begun for this incident before. The shared records have lost it.',
    );
    return undefined;
  }
  const requested = await whenAudited(decisions.open(id, request, plan, POLICY));
  const run = await decisions.approveAs(requested, POLICY, isWithinRisk(plan.rollback, settings.auto_risk));
  return executor.begin(run, POLICY).catch((error: unknown) => {
    if (!(error instanceof LimitReached || error instanceof Stopped)) throw error;
    ports.log.warn({ err: error, run: id }, 'A runbook that may run by itself was not run.');
    return run;
  });
}

/** Before there is a run, what keeps the audit log from being read or written may pass. */
async function whenAudited<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AuditUnavailable || error instanceof AuditTampered || error instanceof Stopped)
      throw new Unavailable(error.message);
    throw error;
  }
}
