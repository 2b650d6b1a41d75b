import { type Check, CheckFailed, type CheckResult } from './check.ts';

/**
 * Makes the checks and reports them in their order. Those that need nothing are made at the same time; a check is not
 * made when the one that it needs was made and did not pass.
 */
export async function runChecks(
  checks: readonly Check[],
  report: (result: CheckResult) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const note = (result: CheckResult) => {
    results.push(result);
    report(result);
  };
  for (const group of groupsOf(checks)) {
    const running = group.map((check) => (isPossible(check, results) ? make(check) : notRun(check)));
    for (const result of running) note(await result);
  }
  return results;
}

/** Checks that wait for nothing run together; one that may need another stands alone, in its place. */
function groupsOf(checks: readonly Check[]): Check[][] {
  const groups: Check[][] = [];
  let open: Check[] | undefined;
  for (const check of checks) {
    if (check.needs !== undefined) {
      groups.push([check]);
      open = undefined;
    } else if (open === undefined) {
      open = [check];
      groups.push(open);
    } else open.push(check);
  }
  return groups;
}

function isPossible({ needs }: Check, results: readonly CheckResult[]): boolean {
  return results.every(({ title, outcome }) => title !== needs || outcome === 'passed');
}

async function make({ part, title, run }: Check): Promise<CheckResult> {
  const started = performance.now();
  const ended = (outcome: CheckResult['outcome'], detail: string, advice = '') => {
    return { part, title, outcome, detail, advice, ms: Math.round(performance.now() - started) };
  };
  try {
    return ended('passed', await run());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return ended('failed', error.message, error instanceof CheckFailed ? error.advice : '');
  }
}

async function notRun({ part, title, needs }: Check): Promise<CheckResult> {
  return { part, title, outcome: 'not_run', detail: `needs: ${needs}`, advice: '', ms: 0 };
}
