import { type LoadConfigOptions, loadConfig, loadRuleTests } from '@aiops/config';
import { ruleTestFailures } from '@aiops/detectors';

/** What the tests of rules have come to. */
export interface RuleTestReport {
  readonly tests: number;
  /** `file:line:column path: test "name" of rule failed: what came instead`. */
  readonly problems: readonly string[];
}

/**
 * Runs the tests that stand beside the rules in the settings, on the functions that judge live samples. Throws
 * {@link InvalidConfig} when the settings cannot be used.
 */
export function checkRuleTests(options: LoadConfigOptions): RuleTestReport {
  const { staleness } = loadConfig(options).anomaly_detection;
  let tests = 0;
  const problems: string[] = [];
  for (const { rule, tests: ofRule } of loadRuleTests(options)) {
    tests += ofRule.length;
    for (const { test, where } of ofRule) {
      for (const failure of ruleTestFailures(rule, test, staleness.horizon)) {
        problems.push(`${where}: test "${test.name}" of rule ${rule.name} failed: ${failure}`);
      }
    }
  }
  return { tests, problems };
}
