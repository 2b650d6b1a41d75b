import { createHash } from 'node:crypto';
import { parseDuration, type Runbook, type RunbookStep } from '@aiops/contracts';
import type { ExpectedEffect, PlannedStep, RunPlan } from '../runs/run-plan.ts';
import { chooseTarget, type Target } from './choose-target.ts';
import { fillStep, type Values } from './fill-step.ts';
import { parameterValue } from './parameter-value.ts';
import type { LoadedRunbook } from './read-runbook.ts';

export interface PlanRequest {
  readonly runbook: Pick<LoadedRunbook, 'runbook' | 'hash'>;
  /** What somebody gave; nothing of it is trusted. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly incident: string | null;
  /** The entity that the incident is about; it decides the target where a runbook says `entity`. */
  readonly device: string | null;
  /** Where somebody wants it to run; what the runbook says unless given. */
  readonly target?: string;
  /** `insights_action.runbooks.targets` */
  readonly targets: readonly Target[];
}

/** What would run, or everything that is in the way. */
export type Planned = { readonly plan: RunPlan } | { readonly problems: readonly string[] };

/** Most characters of a name that somebody gave which are told back. */
const SHOWN = 60;

/**
 * Makes the plan of a run: the same request makes the same plan and hash. The hash also covers the settings of the target, so
 * that an approval for one machine is none for the machine that the same name leads to later.
 */
export function planRun(request: PlanRequest): Planned {
  const { runbook, hash: runbookHash } = request.runbook;
  const chosen = chooseTarget(runbook, request.device, request.targets, request.target);
  const { values, problems } = checkedValues(runbook, request.parameters);
  if ('problem' in chosen) problems.push(chosen.problem);
  if ('problem' in chosen || problems.length > 0) return { problems };
  const steps = filled(runbook.steps, values);
  const rollback = filled(runbook.rollback ?? [], values);
  problems.push(...steps.problems, ...rollback.problems);
  problems.push(...elsewhere(runbook, chosen.target));
  if (problems.length > 0) return { problems };
  const effect = effectOf(runbook);
  const plan: Omit<RunPlan, 'hash'> = {
    runbook: runbook.name,
    runbookHash,
    incident: request.incident,
    device: request.device,
    parameters: Object.fromEntries(values),
    target: chosen.name,
    steps: steps.steps,
    rollback: rollback.steps,
    ...(effect === undefined ? {} : { effect }),
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([plan, chosen.target ?? null]))
    .digest('hex');
  return { plan: { ...plan, hash } };
}

/**
 * Values that could be given for parameters that come from the incident, to be shown to whoever starts a run. One that its
 * parameter would refuse is no suggestion.
 */
export function suggestedParameters(runbook: Runbook, device: string | null): Record<string, string> {
  const suggested = Object.entries(runbook.parameters ?? {}).flatMap(([name, parameter]) => {
    if (parameter.from !== 'entity_name' || device === null) return [];
    return 'value' in parameterValue(parameter, device) ? [[name, device] as const] : [];
  });
  return Object.fromEntries(suggested);
}

/** The values in the order of their declaration, so that it does not matter in which order they were given. */
function checkedValues(runbook: Runbook, given: Readonly<Record<string, unknown>>) {
  const declared = runbook.parameters ?? {};
  const values = new Map<string, string | number | boolean>();
  const problems = Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => `parameters: "${name.slice(0, SHOWN)}" is not declared by runbook ${runbook.name}`);
  for (const [name, parameter] of Object.entries(declared)) {
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (value === undefined) {
      problems.push(`parameters.${name}: expected a value${hint(parameter.description)}`);
      continue;
    }
    const checked = parameterValue(parameter, value);
    if ('problem' in checked) problems.push(`parameters.${name}: ${checked.problem}`);
    else values.set(name, checked.value);
  }
  return { values: values as Values, problems };
}

function hint(description: string | undefined): string {
  return description === undefined ? '' : ` (${description})`;
}

function filled(steps: readonly RunbookStep[], values: Values) {
  const done: PlannedStep[] = [];
  const problems: string[] = [];
  for (const result of steps.map((step) => fillStep(step, values))) {
    if ('step' in result) done.push(result.step);
    else problems.push(result.problem);
  }
  return { steps: done, problems };
}

/** A script is a file of this machine, checked here, so it is run by this machine only. */
function elsewhere({ steps, rollback = [] }: Runbook, target: Target | undefined): string[] {
  if (target === undefined || target.kind === 'local') return [];
  return [...steps, ...rollback]
    .filter(({ type }) => type === 'script')
    .map(
      ({ name }) =>
        `step "${name}": a script runs on this host only, and ${target.name} is of the kind ${target.kind}`,
    );
}

function effectOf({ effect }: Runbook): ExpectedEffect | undefined {
  if (effect === undefined) return undefined;
  const { metric, direction, within } = effect;
  return { metric, direction, withinMs: parseDuration(within) ?? 0 };
}
