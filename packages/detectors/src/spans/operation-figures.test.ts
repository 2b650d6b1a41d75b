import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToSketch } from '../sketch/quantile-sketch.ts';
import { countRequest, emptyFigures, summarize } from './operation-figures.ts';

test('a window is told as rate, errors in percent and quantiles in milliseconds', () => {
  const figures = emptyFigures();
  for (let i = 1; i <= 100; i += 1) countRequest(figures, i, i > 97);
  for (let i = 1; i <= 20; i += 1) addToSketch(figures.selfTime, i);
  const { latencyP50, latencyP95, latencyP99, selfTimeP95, ...exact } = summarize(figures, 60_000);
  expect(exact).toEqual({ rate: 100 / 60, errorRate: 3 });
  for (const [found, true_] of [
    [latencyP50, 50],
    [latencyP95, 95],
    [latencyP99, 99],
    [selfTimeP95, 19],
  ] as const) {
    expect(Math.abs((found ?? 0) / true_ - 1)).toBeLessThanOrEqual(0.010001);
  }
});

test('a window without requests has a rate and nothing else', () => {
  expect(summarize(emptyFigures(), 60_000)).toEqual({ rate: 0 });
});

test('a request whose clocks disagree took no time', () => {
  const figures = emptyFigures();
  countRequest(figures, -5, false);
  expect(summarize(figures, 60_000)).toMatchObject({ latencyP50: 0, latencyP99: 0 });
});

test('the order of the requests does not matter', () => {
  const requests = fc.array(fc.tuple(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.boolean()), {
    minLength: 1,
  });
  fc.assert(
    fc.property(requests, (drawn) => {
      const [one, other] = [drawn, [...drawn].reverse()].map((list) => {
        const figures = emptyFigures();
        for (const [took, failed] of list) countRequest(figures, took, failed);
        return summarize(figures, 60_000);
      });
      expect(other).toEqual(one);
    }),
  );
});
