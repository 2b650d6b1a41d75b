import { type RuleConfig, testedRuleSchema } from '../sections/rule-config.ts';
import type { RuleTestConfig } from '../sections/rule-tests.ts';
import { valueAt } from '../value-at.ts';
import { configFile, type LoadConfigOptions } from './config-file.ts';
import { readDocument } from './read-document.ts';

/** A rule of the file with the tests that stand beside it. */
export interface TestedRule {
  readonly rule: RuleConfig;
  readonly tests: readonly {
    readonly test: RuleTestConfig;
    /** `file:line:column path` */
    readonly where: string;
  }[];
}

const RULES = ['anomaly_detection', 'rules'];

/** The rules of the settings file with their tests. Of a file that `loadConfig` refuses, what can be read. */
export function loadRuleTests(options: LoadConfigOptions): TestedRule[] {
  const { file, isNamed } = configFile(options);
  const { document } = readDocument(file, isNamed);
  const rules = valueAt(document?.value, RULES);
  if (document === undefined || !Array.isArray(rules)) return [];
  return rules.flatMap((written, index): TestedRule[] => {
    const parsed = testedRuleSchema.safeParse(written);
    if (!parsed.success) return [];
    const { rule, tests } = parsed.data;
    const placed = tests.map((test, number) => {
      const path = [...RULES, index, 'tests', number];
      return { test, where: `${file}:${document.place(path)} ${path.join('.')}` };
    });
    return [{ rule, tests: placed }];
  });
}
