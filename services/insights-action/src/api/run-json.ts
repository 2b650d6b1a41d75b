import { formatTimestamp } from '@aiops/contracts';
import { z } from 'zod';
import type { PlannedStep, RunPlan, StepAction, StepOutcome } from '../runs/run-plan.ts';
import { isSecretHeader } from '../secrets/secret-patterns.ts';
import type { RunEntryView, RunView } from './ports.ts';

const actionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), argv: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('http_request'),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()).describe('values that may be secret read (set)'),
    body: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('script'),
    script: z.string(),
    sha256: z.string(),
    arguments: z.array(z.string()),
  }),
]);

const stepSchema = z.strictObject({
  name: z.string(),
  risk: z.enum(['read_only', 'reversible', 'destructive']),
  action: actionSchema,
  timeout_ms: z.number(),
  lines: z.number(),
  stop_on_failure: z.boolean(),
});

/** Exactly what would run, and where. */
export const planSchema = z.strictObject({
  runbook: z.string(),
  runbook_hash: z.string(),
  incident: z.string().nullable(),
  device: z.string().nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  target: z.string(),
  steps: z.array(stepSchema),
  rollback: z.array(stepSchema),
  effect: z
    .strictObject({ metric: z.string(), direction: z.enum(['down', 'up']), within_ms: z.number() })
    .nullable(),
  hash: z.string().describe('what an approval is bound to'),
});

const outcomeSchema = z.strictObject({
  status: z.enum(['done', 'failed', 'timed_out', 'cancelled', 'unknown']),
  exit_code: z.number().nullable(),
  http_status: z.number().nullable(),
  output: z.string(),
  truncated: z.boolean(),
  duration_ms: z.number(),
  problem: z.string().nullable(),
});

const whoSchema = z.strictObject({ name: z.string(), role: z.string() });

/** A run, from the request to its verification. */
export const runSchema = z.strictObject({
  id: z.string(),
  state: z.string(),
  mode: z.enum(['manual', 'auto']),
  plan: planSchema,
  requested_by: whoSchema,
  requested_at: z.string(),
  approval: z
    .strictObject({ by: whoSchema, at: z.string(), expires_at: z.string(), include_rollback: z.boolean() })
    .nullable(),
  started_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  cancelled_by: whoSchema.nullable(),
  steps: z.array(
    z.strictObject({
      phase: z.enum(['steps', 'rollback']),
      step: z.string(),
      status: z.string(),
      outcome: outcomeSchema.nullable(),
    }),
  ),
  reason: z.string().nullable().describe('why it ended as it did'),
  verified: z
    .strictObject({ effect: z.string(), why: z.string() })
    .nullable()
    .describe('whether it helped: improved, no_effect, worse or unknown'),
  rollback: z.strictObject({ state: z.string(), reason: z.string().nullable() }).nullable(),
});

/** A run in a list. */
export const runEntrySchema = z.strictObject({
  id: z.string(),
  state: z.string(),
  runbook: z.string(),
  incident: z.string().nullable(),
  device: z.string().nullable(),
  target: z.string(),
  requested_by: z.string(),
  requested_at: z.string(),
  verified: z.string().nullable(),
});
export type RunEntryJson = z.infer<typeof runEntrySchema>;
export type PlanJson = z.infer<typeof planSchema>;
export type RunJson = z.infer<typeof runSchema>;

export function planJson(plan: RunPlan): PlanJson {
  const { effect } = plan;
  return {
    runbook: plan.runbook,
    runbook_hash: plan.runbookHash,
    incident: plan.incident,
    device: plan.device,
    parameters: { ...plan.parameters },
    target: plan.target,
    steps: plan.steps.map(stepJson),
    rollback: plan.rollback.map(stepJson),
    effect:
      effect === undefined
        ? null
        : { metric: effect.metric, direction: effect.direction, within_ms: effect.withinMs },
    hash: plan.hash,
  };
}

export function runJson(run: RunView): RunJson {
  const { approval, cancelledBy, verdict, rollback } = run;
  return {
    id: run.id,
    state: run.state,
    mode: run.mode,
    plan: planJson(run.plan),
    requested_by: whoJson(run.requestedBy),
    requested_at: formatTimestamp(run.requestedAt),
    approval:
      approval === undefined
        ? null
        : {
            by: whoJson(approval.by),
            at: formatTimestamp(approval.at),
            expires_at: formatTimestamp(approval.expiresAt),
            include_rollback: approval.includeRollback,
          },
    started_at: run.startedAt === undefined ? null : formatTimestamp(run.startedAt),
    ended_at: run.endedAt === undefined ? null : formatTimestamp(run.endedAt),
    cancelled_by: cancelledBy === undefined ? null : whoJson(cancelledBy),
    steps: run.steps.map(({ phase, step, status, outcome }) => ({
      phase,
      step,
      status,
      outcome: outcome === undefined ? null : outcomeJson(outcome),
    })),
    reason: run.reason ?? null,
    verified: verdict === undefined ? null : { effect: verdict.effect, why: verdict.why },
    rollback: rollback === undefined ? null : { state: rollback.state, reason: rollback.reason ?? null },
  };
}

export function runEntryJson(run: RunEntryView): RunEntryJson {
  return {
    id: run.id,
    state: run.state,
    runbook: run.runbook,
    incident: run.incident,
    device: run.device,
    target: run.target,
    requested_by: run.requestedBy,
    requested_at: formatTimestamp(run.requestedAt),
    verified: run.verified ?? null,
  };
}

function whoJson({ name, role }: RunView['requestedBy']): RunJson['requested_by'] {
  return { name, role };
}

function stepJson(step: PlannedStep): PlanJson['steps'][number] {
  return {
    name: step.name,
    risk: step.risk,
    action: actionJson(step.action),
    timeout_ms: step.timeoutMs,
    lines: step.lines,
    stop_on_failure: step.stopOnFailure,
  };
}

function actionJson(action: StepAction): PlanJson['steps'][number]['action'] {
  if (action.kind === 'command') return { kind: action.kind, argv: [...action.argv] };
  if (action.kind === 'script') return { ...action, arguments: [...action.arguments] };
  const headers = Object.entries(action.headers).map(([name, value]) => [name, shownHeader(name, value)]);
  return { ...action, headers: Object.fromEntries(headers) as Record<string, string> };
}

/** A header that may log somebody in is named, and what it holds is kept back. */
export function shownHeader(name: string, value: string): string {
  return isSecretHeader(name) ? '(set)' : value;
}

function outcomeJson(outcome: StepOutcome): NonNullable<RunJson['steps'][number]['outcome']> {
  return {
    status: outcome.status,
    exit_code: outcome.exitCode ?? null,
    http_status: outcome.httpStatus ?? null,
    output: outcome.output,
    truncated: outcome.truncated,
    duration_ms: outcome.durationMs,
    problem: outcome.problem ?? null,
  };
}
