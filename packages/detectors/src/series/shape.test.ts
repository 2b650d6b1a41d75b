import { describe, expect, test } from 'vitest';
import { emptyVerdict } from '../detector.ts';
import { type BoundDetector, lookupDetector } from '../registry.ts';
import { gaussian } from '../testing/random.ts';

function shapeDetector(options: object = {}): BoundDetector {
  const { detector, error } = lookupDetector('shape', options);
  if (detector === undefined) throw new Error(error);
  return detector;
}

function scored(values: readonly number[], options: object = {}) {
  const detector = shapeDetector(options);
  const state = detector.init();
  const verdict = emptyVerdict();
  const scores = values.map((value, i) => {
    detector.score(state, value, i * 1000, verdict);
    detector.learn(state, value, i * 1000, verdict);
    return verdict.score;
  });
  return { scores, state };
}

/** A slow wave, far higher than the noise on it. */
function wave(samples: number, seed = 1): number[] {
  const next = gaussian(seed);
  return Array.from({ length: samples }, (_, i) => 100 + 20 * Math.sin(i / 300) + next());
}

describe('the shape of the last samples', () => {
  test('a jump of some samples is found on a slow wave that hides it from what looks at levels', () => {
    const values = wave(6000);
    const jump = values.map((value, i) => (i >= 5990 && i < 5993 ? value + 10 : value));
    expect(Math.max(...scored(values).scores)).toBeLessThan(2);
    expect(Math.max(...scored(jump).scores.slice(5990))).toBeGreaterThan(2);
  });

  test('known values in an unknown order are found', () => {
    const next = gaussian(2);
    const at = (i: number, half: number) => (i % (2 * half) < half ? 40 : 60) + next();
    const values = Array.from({ length: 4000 }, (_, i) => at(i, 3));
    const faster = Array.from({ length: 12 }, (_, i) => at(i, 1));
    const { scores } = scored([...values, ...faster], { clusters: 16 });
    expect(Math.max(...scores.slice(1000, 4000))).toBeLessThan(2);
    expect(Math.max(...scores.slice(4000))).toBeGreaterThan(2);
  });

  test('one sample far away tells of itself only, and a new level far away is taken as it is', () => {
    const spiked = wave(3012).with(3000, 1e9);
    expect(Math.max(...scored(spiked).scores.slice(3000))).toBeLessThan(1);
    const moved = wave(3500).map((value, i) => (i < 3000 ? value : value + 1e6));
    expect(Math.max(...scored(moved).scores.slice(3000))).toBeLessThan(2);
  });

  test('the level does not matter', () => {
    const rounded = wave(1000).map((value) => Math.round(4 * value) / 4);
    const options = { min_scale_ratio: 0 };
    const { scores } = scored(rounded, options);
    const above = scored(
      rounded.map((value) => value + 4096),
      options,
    );
    for (const [i, score] of above.scores.entries()) expect(score).toBeCloseTo(scores[i] as number, 9);
  });

  test('a state takes 450 bytes at most, in any unit', () => {
    for (const unit of [1e-12, 1e-3, 1, 12_345.678, 1e12]) {
      const { state } = scored(wave(3000).map((value) => unit * value));
      expect(JSON.stringify(state).length).toBeLessThanOrEqual(450);
    }
  });
});
