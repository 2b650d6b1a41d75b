import { anomalyMessageSchema, issueLines, type Runbook } from '@aiops/contracts';
import { appliesTo } from './match-runbooks.ts';

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

/**
 * Runs the runbook's own `tests:` and looks for what its schema cannot see: conditions that any anomaly meets, steps
 * with one name, and scripts outside the runbooks folder.
 */
export function checkRunbook(runbook: Runbook): RunbookProblem[] {
  return [...checkConditions(runbook), ...checkSteps(runbook), ...runTests(runbook)];
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

function checkSteps({ steps }: Runbook): RunbookProblem[] {
  return steps.flatMap((step, index): RunbookProblem[] => {
    const problems: RunbookProblem[] = [];
    const first = steps.findIndex(({ name }) => name === step.name);
    if (first < index) {
      problems.push({
        path: ['steps', index, 'name'],
        message: `"${step.name}" is the name of step ${first + 1} already`,
      });
    }
    if (step.type === 'script' && !insideFolder(step.script)) {
      problems.push({ path: ['steps', index, 'script'], message: 'name a file inside the runbooks folder' });
    }
    return problems;
  });
}

function insideFolder(script: string): boolean {
  return !/^[/\\]|^[a-zA-Z]:|\0/.test(script) && !script.split(/[/\\]/).includes('..');
}

function runTests(runbook: Runbook): RunbookProblem[] {
  return (runbook.tests ?? []).flatMap((test, index): RunbookProblem[] => {
    const anomaly = subjectSchema.safeParse(test.anomaly);
    if (!anomaly.success) {
      const message = `"${test.name}": ${issueLines(anomaly.error).join('; ')}`;
      return [{ path: ['tests', index, 'anomaly'], message }];
    }
    const matches = appliesTo(runbook, anomaly.data);
    if (matches === test.matches) return [];
    const outcome = matches ? 'it matches, and should not' : 'it does not match, and should';
    return [{ path: ['tests', index], message: `test "${test.name}" failed: ${outcome}` }];
  });
}
