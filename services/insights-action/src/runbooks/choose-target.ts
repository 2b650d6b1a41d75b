import type { Config } from '@aiops/config';
import type { Runbook } from '@aiops/contracts';

/** A place in which commands may run, as the settings name it. */
export type Target = Config['insights_action']['runbooks']['targets'][number];

/** Name of the host of insights-action itself, where a runbook asks for it. */
export const THIS_HOST = 'this_host';

/** What a runbook writes for the target of what the incident is about. */
export const ENTITY = 'entity';

/** Where a run happens: its name, and the settings of it unless it is this host; or why nowhere. */
export type ChosenTarget =
  | { readonly name: string; readonly target: Target | undefined }
  | { readonly problem: string };

const SETTING = 'insights_action.runbooks.targets';

/**
 * Where a run of a runbook happens. Somebody who asks for a target may only say it where nothing else does: what is meant for one
 * machine must never run on another.
 */
export function chooseTarget(
  runbook: Pick<Runbook, 'target'>,
  device: string | null,
  targets: readonly Target[],
  asked?: string,
): ChosenTarget {
  const chosen = targetOf(runbook, device, targets);
  if (asked === undefined) return chosen;
  if ('problem' in chosen) return runbook.target === ENTITY ? named(asked, targets) : chosen;
  return chosen.name === asked
    ? chosen
    : { problem: `target: it runs on ${chosen.name}, not on "${asked.slice(0, 60)}": leave the target out` };
}

function named(wanted: string, targets: readonly Target[]): ChosenTarget {
  const target = targets.find(({ name }) => name === wanted);
  return target === undefined
    ? { problem: `target: "${wanted.slice(0, 60)}" is not among ${SETTING}` }
    : { name: target.name, target };
}

/**
 * The target of a runbook. `entity` is the one that has the device of the incident; where none has, nothing is chosen, because
 * what is meant for another machine must never run on this one.
 */
function targetOf(
  runbook: Pick<Runbook, 'target'>,
  device: string | null,
  targets: readonly Target[],
): ChosenTarget {
  const wanted = runbook.target ?? THIS_HOST;
  if (wanted === THIS_HOST) return { name: THIS_HOST, target: undefined };
  if (wanted !== ENTITY) return named(wanted, targets);
  if (device === null) {
    return { problem: 'target: it runs where the entity is, and nothing says which entity it is about' };
  }
  const target = targets.find(({ name, entities }) => name === device || entities.includes(device));
  return target === undefined
    ? {
        problem: `target: no target has the entity "${device}", so nothing says where to run: add it to the entities of one under ${SETTING}`,
      }
    : { name: target.name, target };
}
