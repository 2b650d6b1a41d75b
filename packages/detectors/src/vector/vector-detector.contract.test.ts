import { describe, expect, test } from 'vitest';
import { MAX_SCORE } from '../tail.ts';
import { gaussian } from '../testing/random.ts';
import { emptyVectorVerdict } from './vector-detector.ts';
import {
  type BoundVectorDetector,
  lookupVectorDetector,
  type StoredVectorState,
  vectorDetectorNames,
} from './vector-registry.ts';

type Row = readonly number[];

/** Rows after which every detector has something to say. */
const LEARNED = 2500;

function bound(name: string, options: unknown = {}): BoundVectorDetector {
  const { detector, error } = lookupVectorDetector(name, options);
  if (detector === undefined) throw new Error(error);
  return detector;
}

/** Scores each row before it is learned. `between` may replace the state, as a restart does. */
function run(
  detector: BoundVectorDetector,
  rows: readonly Row[],
  between = (state: StoredVectorState) => state,
  state = detector.init(),
): number[] {
  const verdict = emptyVectorVerdict();
  let current = state;
  return rows.map((row) => {
    detector.score(current, row, verdict);
    const { score } = verdict;
    detector.learn(current, row);
    current = between(current);
    return score;
  });
}

const scoreOf = (detector: BoundVectorDetector, state: StoredVectorState, row: Row) => {
  const verdict = emptyVectorVerdict();
  detector.score(state, row, verdict);
  return verdict.score;
};

/** Rows of so many places; the first two move together. */
function rowsOf(seed: number, count: number, places = 6): number[][] {
  const next = gaussian(seed);
  return Array.from({ length: count }, () => {
    const row = Array.from({ length: places }, next);
    row[1] = (row[0] as number) + 0.2 * (row[1] as number);
    return row;
  });
}

/** Everything that rows of a real entity do: values that are missing, huge, constant, that appear and that vanish. */
function wildRows(): number[][] {
  const special = new Map([
    [2000, [0, 0, 1e300, 1e300, -1e300]],
    [2001, [1e300, -1e300]],
    [2002, Array<number>(8).fill(Number.NaN)],
    [2003, []],
  ]);
  const ordinary = (row: readonly number[], i: number) => {
    const wild = i > 1000 ? [...row, 7, Math.sin(i)] : [...row, 7];
    if (i % 5 === 0) wild[2] = Number.NaN;
    if (i > 1500) wild[3] = Number.NaN;
    return i % 400 === 0 ? wild.slice(0, 5) : wild;
  };
  return rowsOf(3, 3000).map((row, i) => special.get(i) ?? ordinary(row, i));
}

describe.each(vectorDetectorNames)('vector detector %s', (name) => {
  test('whatever a row lacks or holds, scores are finite, never negative and capped', () => {
    for (const score of run(bound(name), wildRows())) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(MAX_SCORE);
    }
  });

  test('the first 300 rows score 0', () => {
    const scores = run(bound(name), [...rowsOf(1, 299), Array<number>(6).fill(1e6)]);
    expect(Math.max(...scores)).toBe(0);
  });

  test('scoring learns nothing', () => {
    const detector = bound(name);
    const state = detector.init();
    run(detector, rowsOf(1, LEARNED), undefined, state);
    const before = JSON.stringify(state);
    detector.score(state, [1e6, Number.NaN, 0], emptyVectorVerdict());
    expect(JSON.stringify(state)).toBe(before);
  });

  test('a restart from JSON after every row changes nothing, nor does running again', () => {
    const rows = wildRows();
    const plain = run(bound(name), rows);
    const restarted = run(bound(name), rows, (state) => JSON.parse(JSON.stringify(state)));
    expect(restarted).toEqual(plain);
    expect(plain.some((score) => score > 0)).toBe(true);
  });

  test('what is fitted changes only where learning says so', () => {
    const detector = bound(name);
    const state = detector.init();
    let before = JSON.stringify(state.fitted);
    let changes = 0;
    for (const row of rowsOf(1, 700)) {
      const changed = detector.learn(state, row);
      const after = JSON.stringify(state.fitted);
      expect(after !== before).toBe(changed);
      before = after;
      if (changed) changes += 1;
    }
    expect(changes).toBeGreaterThan(2);
    expect(changes).toBeLessThan(20);
  });

  test.each([0, 42, -17.3, 1e12])('constant vectors of %d are never anomalous', (level) => {
    const rows = Array.from({ length: 2000 }, (_, i) => [
      level,
      level + (i % 7 === 0 ? level * 1e-4 + 1e-10 : 0),
      -level,
    ]);
    expect(Math.max(...run(bound(name), rows))).toBeLessThan(2);
  });

  test('the state stays bounded', () => {
    const detector = bound(name);
    const state = detector.init();
    const sizeAfter = (seed: number, count: number) => {
      run(detector, rowsOf(seed, count, 10), undefined, state);
      return JSON.stringify(state).length;
    };
    const early = sizeAfter(1, 4096);
    expect(sizeAfter(2, 16_384)).toBeLessThan(1.1 * early);
    expect(early).toBeLessThan(60_000);
  });

  test('Gaussian noise is anomalous in fewer than one row of 20,000', () => {
    let alarms = 0;
    for (let seed = 1; seed <= 4; seed += 1) {
      for (const score of run(bound(name), rowsOf(seed, 15_000))) if (score >= 2) alarms += 1;
    }
    expect(alarms).toBeLessThan(3);
  });

  test('many places that are far out at once are anomalous, and more so the further', () => {
    const detector = bound(name);
    const state = detector.init();
    run(detector, rowsOf(4, LEARNED), undefined, state);
    const score = scoreOf(detector, state, [4, 4, -4, 4, -4, 4]);
    expect(score).toBeGreaterThan(2);
    expect(scoreOf(detector, state, [8, 8, -8, 8, -8, 8])).toBeGreaterThan(score);
  });

  test('an outage among the rows that are learned neither hides the next one nor makes normal rows unusual', () => {
    const detector = bound(name);
    const state = detector.init();
    const out = (seed: number) => rowsOf(seed, 40).map((row) => row.map((value) => value + 9));
    run(detector, rowsOf(5, LEARNED), undefined, state);
    run(detector, out(6), undefined, state);
    expect(Math.max(...run(detector, rowsOf(7, 300), undefined, state))).toBeLessThan(2);
    expect(Math.min(...run(detector, out(8), undefined, state))).toBeGreaterThan(2);
  });

  test('another usual state is normal after some days', () => {
    const detector = bound(name);
    const state = detector.init();
    run(detector, rowsOf(9, LEARNED), undefined, state);
    const moved = rowsOf(10, 6000).map((row) => row.map((value, place) => (place < 4 ? value + 7 : value)));
    const scores = run(detector, moved, undefined, state);
    expect(Math.min(...scores.slice(0, 20))).toBeGreaterThan(2);
    expect(Math.max(...scores.slice(4000))).toBeLessThan(2);
  });
});

describe('two metrics that always moved together come apart, each within its own band', () => {
  test.each([3, 10])('in a row of %d metrics, k-means finds it', (places) => {
    const detector = bound('kmeans');
    const state = detector.init();
    run(detector, rowsOf(11, LEARNED, places), undefined, state);
    for (const row of rowsOf(12, 20, places)) {
      row[0] = 1.8;
      row[1] = -1.8;
      expect(scoreOf(detector, state, row)).toBeGreaterThan(2);
    }
  });
});
