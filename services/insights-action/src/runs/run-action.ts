import { type ActionMessage, contentId, formatTimestamp } from '@aiops/contracts';
import type { OutMessage } from '@aiops/runtime';
import { actionMessage } from '../action-message.ts';
import { foldRun, type Run, type StepView } from './run.ts';
import type { AuditEntry, RunEntry } from './run-entry.ts';

/** Longest output of a step in a message; the run itself keeps all that was kept. */
const OUTPUT_LENGTH = 2000;

/** The messages of a run's entries, in order; the same entries give the same messages and ids whoever publishes them. */
export function actionsOf(entries: readonly RunEntry[]): OutMessage[] {
  let run: Run | undefined;
  return entries.map((entry, number) => {
    run = foldRun(run, entry);
    return actionOf(run, entry, number);
  });
}

function actionOf(run: Run, entry: RunEntry, number: number): OutMessage {
  const id = contentId(entry.kind, run.id, number);
  const { request, plan, verdict } = run;
  const head = { id, incident: request.incident, at: entry.at, action: kindOf(entry) };
  const rest = {
    runbook: request.runbook,
    result: {
      runbook: request.runbook,
      status: run.rollback === undefined ? run.state : `rollback_${run.rollback.state}`,
      ...(run.reason === undefined ? {} : { reason: run.reason }),
      steps: run.steps.map(stepOf),
    },
    device: request.device,
    ...(plan.effect === undefined ? {} : { metric: plan.effect.metric }),
    mode: run.mode,
    actor: actorOf(entry),
    run_id: run.id,
    plan_hash: plan.hash,
    target: plan.target,
    event: entry.kind,
    ...(run.approval === undefined
      ? {}
      : {
          approved_by: run.approval.by.name,
          approved_role: run.approval.by.role,
          approval_expires_at: formatTimestamp(run.approval.expiresAt),
          include_rollback: run.approval.includeRollback,
        }),
    ...(verdict === undefined ? {} : { verified: verdict.effect, verified_why: verdict.why }),
  };
  return actionMessage(head, rest, run.id);
}

function kindOf({ kind }: RunEntry): ActionMessage['action'] {
  if (kind === 'requested') return 'approval_requested';
  return kind === 'approved' || kind === 'denied' || kind === 'expired'
    ? 'approval_decided'
    : 'runbook_execution';
}

/** Whose doing it was: a person's, or that of the fleet itself. */
function actorOf(entry: RunEntry): string {
  if ('by' in entry) return entry.by.name;
  return entry.kind === 'approved' ? entry.approval.by.name : 'aiops';
}

function stepOf({ step, phase, status, outcome }: StepView) {
  return {
    step,
    status,
    ...(phase === 'rollback' ? { phase } : {}),
    ...(outcome === undefined
      ? {}
      : {
          result: outcome.problem ?? outcome.output.slice(0, OUTPUT_LENGTH),
          duration_ms: outcome.durationMs,
          ...(outcome.exitCode === undefined ? {} : { exit_code: outcome.exitCode }),
          ...(outcome.httpStatus === undefined ? {} : { http_status: outcome.httpStatus }),
        }),
  };
}

/** The message of the stop switch. */
export function switchAction(entry: AuditEntry & { kind: 'stopped' | 'resumed' }): OutMessage {
  const action = entry.kind === 'stopped' ? 'runbooks_stopped' : 'runbooks_resumed';
  const id = contentId(action, entry.at, entry.by.name);
  return actionMessage(
    { id, incident: null, at: entry.at, action },
    { actor: entry.by.name, ...(entry.kind === 'stopped' ? { reason: entry.reason } : {}) },
  );
}
