import { formatDuration, formatTimestamp, type Labels, type Severity } from '@aiops/contracts';
import type { Rule } from './rule.ts';
import { type RuleRun, runRule } from './run-rule.ts';

/** What a rule can come to: the furthest stage counts. */
export type RuleOutcome = 'fires' | 'pending' | 'quiet';

/** A sample of a test; its time is in epoch ms, or in ms from the beginning of the test. */
export interface RuleTestSample {
  readonly at: number;
  readonly value: number;
  readonly labels: Labels;
}

/** A test of a rule, as it stands beside the rule in the configuration. */
export interface RuleTest {
  readonly name: string;
  readonly samples: readonly RuleTestSample[];
  /** What every series is expected to be, for rules that look at deviations. */
  readonly expected?: number | undefined;
  readonly expect: RuleOutcome;
  /** When the rule fires, or where it comes to no more, since when it is pending. */
  readonly at?: number | undefined;
  /** When that is over. */
  readonly until?: number | undefined;
  /** The highest while it fires. */
  readonly severity?: Severity | undefined;
}

/** Stamps above this are times of a calendar and no offsets: three years after 1970. */
const FIRST_STAMP = 1e11;

/** What a rule did in its own test instead of what the test expects, one text per difference; empty when it did as expected. */
export function ruleTestFailures(rule: Rule, test: RuleTest, maxGap: number): string[] {
  const run = runRule(rule, test.samples, test.expected, maxGap);
  if (run.outcome !== test.expect) {
    return [`expected ${OUTCOMES[test.expect]}, but ${told(run)}`];
  }
  const failures: string[] = [];
  const verb = test.expect === 'pending' ? 'to be pending' : 'to fire';
  if (test.at !== undefined && test.at !== run.at) {
    failures.push(`expected it ${verb} at ${timeText(test.at)}, but it did at ${timeText(run.at)}`);
  }
  if (test.until !== undefined && test.until !== run.until) {
    failures.push(
      `expected it ${verb} until ${timeText(test.until)}, but it did ${run.until === undefined ? 'to the end' : `until ${timeText(run.until)}`}`,
    );
  }
  if (test.severity !== undefined && test.severity !== run.severity) {
    failures.push(`expected severity ${test.severity}, but it was ${run.severity}`);
  }
  return failures;
}

const OUTCOMES: Readonly<Record<RuleOutcome, string>> = {
  fires: 'it to fire',
  pending: 'it to be pending and not to fire',
  quiet: 'nothing',
};

function told({ outcome, at }: RuleRun): string {
  if (outcome === 'quiet') return 'it never was broken';
  return outcome === 'fires' ? `it fired at ${timeText(at)}` : `it was only pending, since ${timeText(at)}`;
}

function timeText(at: number | undefined): string {
  if (at === undefined) return 'no time';
  return Math.abs(at) < FIRST_STAMP ? formatDuration(at) : formatTimestamp(at);
}
