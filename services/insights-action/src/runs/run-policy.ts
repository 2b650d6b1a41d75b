import { type Actor, hasRole, type Role } from './actor.ts';
import { Conflict, Expired, Forbidden } from './refusals.ts';
import type { Run } from './run.ts';
import type { Approval } from './run-entry.ts';
import type { PlannedStep, Risk, RunPlan } from './run-plan.ts';

/** `insights_action.runbooks`, as far as it says what may run. Durations in ms. */
export interface RunSettings {
  readonly auto_execute: boolean;
  readonly auto_risk: Exclude<Risk, 'destructive'>;
  readonly two_roles: boolean;
  readonly approval_ttl: number;
  readonly cooldown: number;
  readonly max_per_hour: number;
}

/** How long a request waits for somebody to decide. */
export const REQUEST_TTL_MS = 24 * 60 * 60 * 1000;

const RISKS: readonly Risk[] = ['read_only', 'reversible', 'destructive'];

/** Throws {@link Forbidden} unless the actor has the role. */
export function requireRole(actor: Actor, role: Role, what: string): void {
  if (hasRole(actor, role)) return;
  throw new Forbidden(
    `${actor.name} may not ${what} as ${actor.role}: it takes the role ${role}. Ask somebody who has it.`,
  );
}

/** Throws a refusal unless the actor may decide about the run as it is. */
export function requireDecidable(run: Run, actor: Actor, settings: RunSettings): void {
  requireRole(actor, 'approver', 'approve or deny runs');
  if (run.state !== 'requested') {
    throw new Conflict(
      `Run ${run.id} is ${run.state}, so that there is nothing to decide. Request a new run.`,
    );
  }
  if (settings.two_roles && run.requestedBy.name === actor.name) {
    throw new Forbidden(
      `${actor.name} requested run ${run.id} and may not decide about it, because two_roles is set: somebody else has to.`,
    );
  }
}

/** Whether every step, also of the rollback where that is meant, is at most this risky. */
export function isWithinRisk(steps: readonly PlannedStep[], risk: Risk): boolean {
  return steps.every((step) => RISKS.indexOf(step.risk) <= RISKS.indexOf(risk));
}

/** Whether the settings let this plan run without a person. What destroys never does, whatever they say. */
export function mayRunByItself(plan: RunPlan, settings: RunSettings): boolean {
  return (
    settings.auto_execute &&
    isWithinRisk(plan.steps, settings.auto_risk) &&
    isWithinRisk(plan.steps, 'reversible')
  );
}

/**
 * The approval that lets this plan, made now, run now. Throws a refusal saying why there is none: it was never given, has
 * expired, was given for another plan, or by somebody whom the settings no longer let decide.
 */
export function requireApproval(run: Run, plan: RunPlan, settings: RunSettings, now: number): Approval {
  const { approval } = run;
  if (approval === undefined || run.state !== 'approved') {
    throw new Conflict(
      run.state === 'requested'
        ? `Run ${run.id} waits for an approval: somebody with the role approver has to give it first.`
        : `Run ${run.id} is ${run.state} and is not executed again. Request a new run.`,
    );
  }
  const flaw = flawOf(approval, run, plan, settings, now);
  if (flaw !== undefined) throw new Expired(`Run ${run.id} is not executed: ${flaw}. Request a new run.`);
  return approval;
}

function flawOf(
  approval: Approval,
  run: Run,
  plan: RunPlan,
  settings: RunSettings,
  now: number,
): string | undefined {
  const { by } = approval;
  if (now >= approval.expiresAt) return 'its approval has expired';
  if (plan.hash !== approval.planHash) {
    return `what it would do now is not what was approved, because the runbook, its parameters or its target changed`;
  }
  if (by.role === 'policy') {
    return mayRunByItself(plan, settings) ? undefined : 'the settings no longer let it run by itself';
  }
  if (!hasRole(by, 'approver')) return `${by.name} approved it as ${by.role}`;
  if (settings.two_roles && by.name === run.requestedBy.name) {
    return `${by.name} requested and approved it, and two_roles is set`;
  }
  return undefined;
}

/**
 * Until when the steps of a rollback may begin. It was approved together with the run, for the case that this turns out
 * to be harmful, so it holds for as long as that takes to see, and one approval's time longer.
 */
export function rollbackExpiry(run: Run, settings: RunSettings): number {
  return (run.endedAt ?? run.requestedAt) + (run.plan.effect?.withinMs ?? 0) + settings.approval_ttl;
}
