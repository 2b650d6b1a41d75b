import { anomalyMessageSchema, issueLines, type Runbook, type RunbookStep } from '@aiops/contracts';
import { isSecretName } from '../secrets/secret-patterns.ts';
import { appliesTo } from './match-runbooks.ts';
import { parameterValue } from './parameter-value.ts';

/** What a runbook has wrong although its shape is right. */
export interface RunbookProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The fields of an anomaly that a runbook's own test may set. */
const subjectSchema = anomalyMessageSchema
  .pick({ metric_name: true, severity: true, labels: true, value: true, entity_type: true, entity_id: true })
  .partial()
  .strict();
const causeSchema = subjectSchema.optional();

/**
 * Runs the runbook's own `tests:` and looks for what its schema cannot see: conditions that any anomaly meets, steps with one
 * name, defaults that their own parameters refuse, and parameters that ask for secrets.
 */
export function checkRunbook(runbook: Runbook): RunbookProblem[] {
  return [
    ...checkConditions(runbook),
    ...checkDefaults(runbook),
    ...checkSecrets(runbook),
    ...checkNames(runbook.steps, 'steps'),
    ...checkNames(runbook.rollback ?? [], 'rollback'),
    ...runTests(runbook),
  ];
}

function checkConditions({ conditions }: Runbook): RunbookProblem[] {
  const named = Object.entries(conditions).some(
    ([, condition]) =>
      condition !== undefined && (typeof condition !== 'object' || Object.keys(condition).length > 0),
  );
  return named
    ? []
    : [{ path: ['conditions'], message: 'name at least one, or it is suggested for everything' }];
}

function checkDefaults({ parameters = {} }: Runbook): RunbookProblem[] {
  return Object.entries(parameters).flatMap(([name, parameter]): RunbookProblem[] => {
    if (parameter.default === undefined) return [];
    const checked = parameterValue(parameter, parameter.default);
    if ('value' in checked) return [];
    return [{ path: ['parameters', name, 'default'], message: checked.problem }];
  });
}

/** Values are kept with the run, where secrets are masked: what was approved could not be run any more. */
function checkSecrets({ parameters = {} }: Runbook): RunbookProblem[] {
  return Object.keys(parameters)
    .filter(isSecretName)
    .map((name) => ({
      path: ['parameters', name],
      message:
        'a secret cannot be a parameter, because values are kept with the run: let the command read it from a file of its target, or choose another name if it is none',
    }));
}

function checkNames(steps: readonly RunbookStep[], list: 'steps' | 'rollback'): RunbookProblem[] {
  return steps.flatMap((step, index): RunbookProblem[] => {
    const first = steps.findIndex(({ name }) => name === step.name);
    if (first === index) return [];
    return [
      { path: [list, index, 'name'], message: `"${step.name}" is the name of step ${first + 1} already` },
    ];
  });
}

function runTests(runbook: Runbook): RunbookProblem[] {
  return (runbook.tests ?? []).flatMap((test, index): RunbookProblem[] => {
    const subjects = {
      anomaly: subjectSchema.safeParse(test.anomaly),
      cause: causeSchema.safeParse(test.cause),
    };
    for (const [key, { error }] of Object.entries(subjects)) {
      if (error === undefined) continue;
      const message = `"${test.name}": ${issueLines(error).join('; ')}`;
      return [{ path: ['tests', index, key], message }];
    }
    const matches = appliesTo(runbook, subjects.anomaly.data ?? {}, subjects.cause.data);
    if (matches === test.matches) return [];
    const outcome = matches ? 'it matches, and should not' : 'it does not match, and should';
    return [{ path: ['tests', index], message: `test "${test.name}" failed: ${outcome}` }];
  });
}
