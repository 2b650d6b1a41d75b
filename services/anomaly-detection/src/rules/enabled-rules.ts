import type { RuleConfig } from '@aiops/config';
import { type RuleSet, ruleSet } from '@aiops/detectors';

/** The rules of a configuration that are applied. */
export function enabledRules(rules: readonly RuleConfig[]): RuleSet {
  return ruleSet(rules.filter(({ enabled }) => enabled));
}
