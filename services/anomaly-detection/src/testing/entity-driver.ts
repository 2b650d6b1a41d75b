import { configSchema } from '@aiops/config';
import { createEntityResolver, ENTITY_METRIC, topics } from '@aiops/contracts';
import type { KeyedState, StreamService } from '@aiops/runtime';
import { testDriver } from '@aiops/testbed';
import { createAnomalyDetection } from '../service.ts';
import { uniform } from './calls.ts';

/** Event time of the first row (epoch seconds), and the distance of rows. */
export const START = 1_700_000_040;
export const STEP = 30;

const resolver = createEntityResolver([]);

/** anomaly-detection without rules, fed with rows of metrics of one host. */
export function entityDriver(detection: object = {}) {
  const { anomaly_detection: config } = configSchema.parse({
    anomaly_detection: { rules: [], ...detection },
  });
  const stored: string[] = [];
  const states: KeyedState[] = [];
  const real = createAnomalyDetection({ config, resolver: () => resolver });
  const service: StreamService = {
    ...real,
    task(state, ...where) {
      states.push(state);
      const put = (key: string, value: unknown) => {
        stored.push(key);
        state.put(key, value);
      };
      // Methods of the state need no `this`.
      return real.task({ ...state, put }, ...where);
    },
  };
  const driver = testDriver(service);
  const push = (metric: string, second: number, value: number, host = 'server-1') => {
    const labels = { host };
    const { id: key } = resolver.resolve(labels);
    driver.pipe(topics.metrics, { metric_name: metric, labels, values: [[START + second, value]] }, { key });
  };
  return {
    ...driver,
    push,
    /** One row: a sample of each metric, all with the same stamp. */
    row(number: number, values: Readonly<Record<string, number>>) {
      for (const [metric, value] of Object.entries(values)) push(metric, STEP * number, value);
    },
    /** Anomalies of the entity and of its series since the last call. */
    anomalies() {
      const all = driver.read(topics.anomalies);
      return {
        entity: all.filter(({ metric_name: name }) => name === ENTITY_METRIC),
        series: all.filter(({ metric_name: name }) => name !== ENTITY_METRIC),
      };
    },
    /** Keys that were stored since the last call. */
    stored: () => stored.splice(0),
    keys: () => [...(states.at(-1)?.keys() ?? [])],
  };
}

/** Rows of a quiet host: `in` and `out` move together, `cpu` and `memory` on their own. */
export function quietRows(seed: number) {
  const next = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  return (): Record<'in' | 'out' | 'cpu' | 'memory', number> => {
    const traffic = normal();
    return {
      in: 500 + 20 * traffic,
      out: 300 + 10 * (traffic + 0.1 * normal()),
      cpu: 40 + 3 * normal(),
      memory: 60 + normal(),
    };
  };
}
