import { createAnomalyDetection, createEnsemble } from '@aiops/anomaly-detection';
import { configSchema } from '@aiops/config';
import { createEntityResolver, topics } from '@aiops/contracts';
import { type BoundDetector, detectorNames, emptyVerdict, lookupDetector } from '@aiops/detectors';
import type { Message } from '@aiops/runtime';
import { median } from 'simple-statistics';
import { cpuMicros } from './cpu-time.ts';
import { mapState } from './map-state.ts';
import { sampleOf } from './sample-stream.ts';
import { seededRandom } from './seeded-random.ts';

const SERIES = 200;
const STEPS = 500;
const ROUNDS = 5;
/** A metric whose unit the service does not know. */
const METRIC = 'metric';

/** CPU µs per sample, median of interleaved rounds: each detector alone, the default ones together, and the whole fold with them. */
export function detectorCost(): Record<string, number> {
  const random = seededRandom('detectors');
  const values = Array.from({ length: STEPS }, () =>
    Array.from({ length: SERIES }, () => 50 + 10 * random()),
  );
  const messages = Array.from({ length: STEPS }, (_, step) =>
    Array.from({ length: SERIES }, (_, series) => message(series, step, random)),
  ).flat();
  const runs: Record<string, () => void> = {};
  for (const name of detectorNames) runs[name] = () => runDetector(bound(name), values);
  runs.ensemble = () => runEnsemble(values);
  runs.fold = () => runFold(messages);
  const times = Object.fromEntries(Object.keys(runs).map((name) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, run] of Object.entries(runs)) {
      const micros = cpuMicros(run);
      // The first round warms up.
      if (round > 0) times[name]?.push(micros / (SERIES * STEPS));
    }
  }
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, Number(median(all).toFixed(3))]),
  );
}

function bound(name: string): BoundDetector {
  const { detector, error } = lookupDetector(name, {});
  if (detector === undefined) throw new Error(error);
  return detector;
}

function runDetector(detector: BoundDetector, values: readonly (readonly number[])[]): void {
  const states = Array.from({ length: SERIES }, () => detector.init());
  const verdict = emptyVerdict();
  for (const [step, row] of values.entries()) {
    for (const [series, value] of row.entries()) {
      detector.score(states[series], value, step, verdict);
      detector.learn(states[series], value, step, verdict);
    }
  }
}

function runEnsemble(values: readonly (readonly number[])[]): void {
  const ensemble = createEnsemble(configSchema.parse({}).anomaly_detection.detectors, []);
  const states = Array.from({ length: SERIES }, () => ({}));
  for (const [step, row] of values.entries()) {
    for (const [series, value] of row.entries()) {
      const known = states[series] ?? {};
      ensemble.score(known, METRIC, value, step);
      ensemble.learn(known, METRIC, value, step);
    }
  }
}

function runFold(messages: readonly Message[]): void {
  const config = configSchema.parse({}).anomaly_detection;
  const resolver = createEntityResolver([]);
  const task = createAnomalyDetection({ config, resolver: () => resolver }).task(mapState(), 0, 1);
  for (const one of messages) task.onMessage(one, () => undefined);
}

function message(series: number, step: number, random: () => number): Message {
  const { key, value } = sampleOf(series, step, random);
  return { topic: topics.metrics, partition: 0, offset: 0, key, headers: {}, value, recordedAt: 0 };
}
