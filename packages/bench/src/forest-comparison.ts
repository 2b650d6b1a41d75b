import { emptyVectorVerdict, lookupVectorDetector } from '@aiops/detectors';
import { IsolationForest } from 'isolation-forest';
import { cpuMicros } from './cpu-time.ts';
import { seededRandom } from './seeded-random.ts';

/** Rows, and which of them are anomalies. */
export interface LabelledRows {
  readonly rows: readonly (readonly number[])[];
  readonly anomalous: readonly boolean[];
}

/** Three Gaussian places; the given share of the rows lies in a cluster of its own, `away` standard deviations off. */
export function labelledRows(seed: number, count: number, share: number, away: number): LabelledRows {
  const random = seededRandom(`forest ${seed}`);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const anomalous = Array.from({ length: count }, () => random() < share);
  const rows = anomalous.map((isAnomaly) =>
    Array.from({ length: 3 }, () => (isAnomaly ? away + 0.5 * normal() : normal())),
  );
  return { rows, anomalous };
}

/** Scores of the fleet's forest: it learns the rows as they come, and then scores them all. */
export function ownScores({ rows }: LabelledRows): number[] {
  const { detector, error } = lookupVectorDetector('isolation_forest', {});
  if (detector === undefined) throw new Error(error);
  const state = detector.init();
  for (const row of rows) detector.learn(state, row);
  const verdict = emptyVectorVerdict();
  return rows.map((row) => {
    detector.score(state, row, verdict);
    return verdict.raw;
  });
}

/** Scores of the npm package, with as many trees and samples of the same size. */
export function packageScores({ rows }: LabelledRows): number[] {
  const forest = new IsolationForest(25, 64);
  forest.fit(rows.map(([a = 0, b = 0, c = 0]) => ({ a, b, c })));
  return forest.scores();
}

/** Area under the ROC curve: how likely an anomaly has a higher score than a normal row. */
export function areaUnderCurve(scores: readonly number[], anomalous: readonly boolean[]): number {
  const order = scores.map((score, i) => ({ score, isAnomaly: anomalous[i] === true }));
  order.sort((a, b) => a.score - b.score);
  let rankSum = 0;
  let positives = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && order[to]?.score === order[from]?.score) to += 1;
    const found = order.slice(from, to).filter(({ isAnomaly }) => isAnomaly).length;
    positives += found;
    rankSum += (found * (from + to + 1)) / 2;
  }
  const negatives = order.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

const ROUNDS = 5;
const PLACES = 10;

/** CPU µs to score a row of ten metrics, in the best of some rounds, as a busy machine adds to all of them. */
function scoreCost(): number {
  const random = seededRandom('forest');
  const rows = Array.from({ length: 5_000 }, () => Array.from({ length: PLACES }, () => random() + random()));
  const { detector } = lookupVectorDetector('isolation_forest', {});
  if (detector === undefined) throw new Error('the forest needs no options');
  const state = detector.init();
  for (const row of rows) detector.learn(state, row);
  const verdict = emptyVectorVerdict();
  const times = Array.from({ length: 2 * ROUNDS }, () =>
    cpuMicros(() => {
      for (const row of rows) detector.score(state, row, verdict);
    }),
  );
  return Math.min(...times) / rows.length;
}

/**
 * Both forests on 4,000 rows with a tenth of clustered anomalies: area under the curve, and CPU ms to learn and score all. And
 * what it costs ours to score one row.
 */
export function forestComparison(): Record<string, number> {
  const sums = { own_auc: 0, own_ms: 0, package_auc: 0, package_ms: 0, own_score_us: scoreCost() };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const data = labelledRows(round, 4_000, 0.1, 3);
    const timed = (scoresOf: (rows: LabelledRows) => number[]) => {
      let scores: number[] = [];
      const micros = cpuMicros(() => {
        scores = scoresOf(data);
      });
      return { auc: areaUnderCurve(scores, data.anomalous), ms: micros / 1000 };
    };
    const own = timed(ownScores);
    const theirs = timed(packageScores);
    sums.own_auc += own.auc / ROUNDS;
    sums.own_ms += own.ms / ROUNDS;
    sums.package_auc += theirs.auc / ROUNDS;
    sums.package_ms += theirs.ms / ROUNDS;
  }
  return Object.fromEntries(Object.entries(sums).map(([name, value]) => [name, Number(value.toFixed(3))]));
}
