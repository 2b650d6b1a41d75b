import { describe, expect, test } from 'vitest';
import { MAX_SCORE } from './tail.ts';
import {
  emptyTail,
  learnTail,
  TAIL_ADOPTS_AFTER,
  TAIL_WARM_UP,
  type TailModel,
  tailEdge,
  tailReached,
  tailReady,
  tailScore,
} from './tail-model.ts';
import { uniform } from './testing/random.ts';

const draws: Readonly<Record<string, (next: () => number) => number>> = {
  Gaussian: (next) => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
  exponential: (next) => -Math.log(next()),
  'log-normal': (next) => Math.exp(Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())),
  'power law (2)': (next) => next() ** -0.5,
};

function learned(kind: string, samples: number, seed = 1, unit = 1): TailModel {
  const tail = emptyTail();
  const next = uniform(seed);
  for (let i = 0; i < samples; i += 1)
    learn(tail, unit * Math.abs((draws[kind] as (n: () => number) => number)(next)));
  return tail;
}

function learn(tail: TailModel, size: number): number {
  const score = tailScore(tail, size);
  learnTail(tail, size, score);
  return score;
}

describe.each(Object.entries(draws))('%s deviations', (kind, draw) => {
  test.each([1e-6, 1, 1e9])('score above 1 once in a thousand, above 2 next to never (unit %d)', (unit) => {
    const tail = emptyTail();
    const next = uniform(7);
    const samples = 200_000;
    let above1 = 0;
    let above2 = 0;
    for (let i = 0; i < samples; i += 1) {
      const score = learn(tail, unit * Math.abs(draw(next)));
      if (score >= 1) above1 += 1;
      if (score >= 2) above2 += 1;
    }
    expect(above1 / samples).toBeGreaterThan(0.0003);
    expect(above1 / samples).toBeLessThan(0.0025);
    expect(above2).toBeLessThanOrEqual(6);
  });

  test('the edge scores 1', () => {
    for (const samples of [200, 3000, 20_000]) {
      const tail = learned(kind, samples);
      expect(tailScore(tail, tailEdge(tail))).toBeCloseTo(1, 2);
    }
  });

  test('a larger deviation never scores less', () => {
    const tail = learned(kind, 3000);
    let last = 0;
    // What is left of a rounding error is no order.
    for (let size = 0.01; size < 1e6; size *= 1.1) {
      const score = tailScore(tail, size);
      expect(score).toBeGreaterThanOrEqual(last - 1e-12);
      last = score;
    }
  });
});

test('during the warm-up nothing scores', () => {
  const tail = emptyTail();
  for (let i = 0; i < TAIL_WARM_UP; i += 1) {
    expect(tailReady(tail)).toBe(false);
    expect(tailScore(tail, 1e9)).toBe(0);
    expect(tailEdge(tail)).toBeNaN();
    learnTail(tail, 1, 0);
  }
  expect(tailReady(tail)).toBe(true);
});

test('eight standard deviations of Gaussian noise are anomalous, eight scales of a power law are not', () => {
  expect(tailScore(learned('Gaussian', 4000), 8)).toBeGreaterThan(2);
  expect(tailScore(learned('power law (2)', 4000), 8)).toBeLessThan(1);
});

test('one outage does not blunt it, what comes again becomes a habit', () => {
  const tail = learned('Gaussian', 3000);
  const outage = () => {
    const scores = Array.from({ length: 20 }, () => learn(tail, 12));
    const next = uniform(3);
    for (let i = 0; i < 50; i += 1) learn(tail, next());
    return scores;
  };
  expect(Math.min(...outage())).toBeGreaterThan(1.5);
  expect(Math.max(...outage())).toBeGreaterThan(2);
  outage();
  expect(Math.max(...outage())).toBeLessThan(1);
});

test('what lasts is the new normal', () => {
  const tail = learned('Gaussian', 3000);
  const scores = Array.from({ length: TAIL_ADOPTS_AFTER + 10 }, () => learn(tail, 12));
  expect(Math.min(...scores.slice(0, TAIL_ADOPTS_AFTER))).toBeGreaterThan(1.5);
  expect(scores.at(-1)).toBeLessThan(1);
});

test('what is told to remember longer knows of habits that others have forgotten', () => {
  const [usual, long] = [undefined, 8000].map((memory) => {
    const seeded = uniform(4);
    const tail = emptyTail();
    for (let i = 0; i < 40_000; i += 1) {
      const size = i % 1_500 === 0 ? 40 : seeded();
      learnTail(tail, size, tailScore(tail, size), memory);
    }
    return { weight: tail[0] as number, score: tailScore(tail, 40) };
  });
  expect(long?.weight).toBeGreaterThan(4_000);
  expect(usual?.weight).toBeLessThan(4_000);
  expect(long?.score).toBeLessThan(usual?.score as number);
});

test('a series that becomes calmer gets a narrower band', () => {
  const tail = learned('Gaussian', 3000, 1, 1e6);
  const next = uniform(4);
  for (let i = 0; i < 60_000; i += 1)
    learn(tail, Math.abs((draws.Gaussian as (n: () => number) => number)(next)));
  expect(tailEdge(tail)).toBeLessThan(5);
  expect(tailEdge(tail)).toBeGreaterThan(2.5);
});

test('where nothing ever deviated anything is a surprise', () => {
  const tail = emptyTail();
  for (let i = 0; i < 100; i += 1) learnTail(tail, 0, 0);
  expect(tailScore(tail, 1e-9)).toBe(MAX_SCORE);
  expect(tailEdge(tail)).toBe(0);
});

test('its JSON is small and stays so, whatever it sees', () => {
  const tail = emptyTail();
  const next = uniform(5);
  for (let i = 0; i < 100_000; i += 1) learn(tail, 10 ** (600 * next() - 300));
  const restored = JSON.parse(JSON.stringify(tail)) as TailModel;
  expect(restored).toEqual(tail);
  expect(JSON.stringify(tail).length).toBeLessThan(300);
});

test('it holds a fraction from the beginning, whatever it sees, so that engines keep it as an array of fractions', () => {
  const tail = emptyTail();
  for (const size of [0, 1, 2, 1e9, 0.75, ...Array<number>(5000).fill(1)]) {
    expect(tail.every(Number.isInteger)).toBe(false);
    learnTail(tail, size, 0);
  }
});

test('what one of a thousand reached is what was seen, to half an octave, however flat the tail is', () => {
  const tail = emptyTail();
  for (let i = 0; i < 60; i += 1) learnTail(tail, 0, 0);
  expect(tailReached(tail)).toBe(0);
  for (let i = 1; i <= 3000; i += 1) learnTail(tail, i % 500 === 0 ? 40 : 1 + (i % 2), 0);
  expect(tailReached(tail)).toBeGreaterThan(40 / Math.SQRT2);
  expect(tailReached(tail)).toBeLessThan(40 * Math.SQRT2);
});
