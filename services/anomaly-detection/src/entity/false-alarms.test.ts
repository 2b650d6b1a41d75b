import { configSchema } from '@aiops/config';
import { type AnomalyMessage, createEntityResolver, ENTITY_METRIC, topics } from '@aiops/contracts';
import type { KeyedState, Message } from '@aiops/runtime';
import { expect, test } from 'vitest';
import { createAnomalyDetection } from '../service.ts';
import { uniform } from '../testing/calls.ts';
import { START, STEP } from '../testing/entity-driver.ts';

const DAY = 2880;

/** Rows of ten independent series, 30 s apart: Gaussian, autoregressive, heavy-tailed, counts, daily seasons, bursts. */
function noisyRows(seed: number) {
  const next = uniform(seed);
  const normal = () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
  const student = () => normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);
  const count = (mean: number) => {
    let drawn = 0;
    for (let product = next(); product > Math.exp(-mean); product *= next()) drawn += 1;
    return drawn;
  };
  let quick = 0;
  let slow = 0;
  return (number: number) => {
    const season = Math.sin((2 * Math.PI * number) / DAY);
    quick = 0.9 * quick + normal();
    slow = 0.98 * slow + normal();
    return {
      gaussian: 50 + 5 * normal(),
      small: 10 + normal(),
      quick: 100 + 3 * quick,
      slow,
      student: 20 + 2 * student(),
      lognormal: Math.exp(1 + 0.8 * normal()),
      rare: count(0.5),
      count: count(20 * (1 + 0.6 * season)),
      seasonal: 200 + 80 * season + 5 * normal(),
      bursts: next() < 0.02 ? 50 * next() : 1 + 0.1 * normal(),
    };
  };
}

/** What is published about the entity as a whole. Without a test driver, whose checks cost more than the detectors. */
function entityAnomalies(rows: number, rowOf: (number: number) => Readonly<Record<string, number>>) {
  const { anomaly_detection: config } = configSchema.parse({ anomaly_detection: { rules: [] } });
  const resolver = createEntityResolver([]);
  const entries = new Map<string, unknown>();
  const state: KeyedState = {
    get: <T>(key: string) => entries.get(key) as T | undefined,
    put: (key, value) => void entries.set(key, value),
    delete: (key) => void entries.delete(key),
    keys: () => entries.keys(),
  };
  const task = createAnomalyDetection({ config, resolver: () => resolver }).task(state, 0, 1);
  const labels = { host: 'server-1' };
  const { id: key } = resolver.resolve(labels);
  const found: unknown[] = [];
  for (let number = 0; number < rows; number += 1) {
    for (const [metric, sample] of Object.entries(rowOf(number))) {
      const value = { metric_name: metric, labels, values: [[START + STEP * number, sample]] };
      const message = {
        topic: topics.metrics,
        partition: 0,
        offset: 0,
        key,
        headers: {},
        value,
        recordedAt: 0,
      };
      task.onMessage(message as unknown as Message, ({ topic, value: published }) => {
        if (topic === topics.anomalies && (published as AnomalyMessage).metric_name === ENTITY_METRIC)
          found.push(published);
      });
    }
  }
  expect([...entries.keys()].filter((name) => name.startsWith('entity-models/'))).toHaveLength(1);
  return found;
}

// A week of each of twelve such entities gives none either; this is what there is time for in a test.
test('two days of ten independent noisy series are no anomaly of their entity', () => {
  expect(entityAnomalies(2 * DAY, noisyRows(1))).toEqual([]);
});
