import { configSchema } from '@aiops/config';
import { createEntityResolver, type Labels, topics } from '@aiops/contracts';
import { type TestDriver, testDriver } from '@aiops/testbed';
import { enabledRules } from '../rules/enabled-rules.ts';
import { createAnomalyDetection } from '../service.ts';

/** Event time at which the samples of a {@link ruleDriver} begin, in seconds. */
export const START = 1_700_000_040;

/** The service with rules that can be changed, and samples in seconds from {@link START}. */
export interface RuleDriver extends TestDriver {
  change(rules: readonly object[]): void;
  /** One message with all values of a series. */
  push(metric: string, labels: Labels, ...values: [second: number, value: number][]): void;
  /** Times that the rules were asked for. */
  asked(): number;
}

const resolver = createEntityResolver([]);
const parse = (rules: readonly object[]) => configSchema.parse({ anomaly_detection: { rules } });

/** Starts the service with these rules. */
export function ruleDriver(rules: readonly object[], options: { tellHeld?: boolean } = {}): RuleDriver {
  const { anomaly_detection: config } = parse(rules);
  let current = enabledRules(config.rules);
  let asked = 0;
  const live = () => {
    asked += 1;
    return current;
  };
  const driver = testDriver(
    createAnomalyDetection({ config, resolver: () => resolver, rules: live, ...options }),
  );
  return {
    ...driver,
    asked: () => asked,
    change(next) {
      current = enabledRules(parse(next).anomaly_detection.rules);
    },
    push(metric, labels, ...values) {
      const all = { instance: 'a', ...labels };
      const { id: key } = resolver.resolve(all);
      const samples = values.map(([second, value]): [number, number] => [START + second, value]);
      driver.pipe(topics.metrics, { metric_name: metric, labels: all, values: samples }, { key });
    },
  };
}
