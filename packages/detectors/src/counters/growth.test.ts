import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uniform } from '../testing/random.ts';
import { beginGrowth, type Growth, rateBetween, stepGrowth } from './growth.ts';

const STEP = 15_000;
const TWO_DAYS = (2 * 86_400_000) / STEP;

/** Feeds values 15 seconds apart. */
function grown(metric: string, values: readonly number[]): Growth {
  const growth = beginGrowth(metric, values[0] as number, 0);
  for (const [i, value] of values.entries()) if (i > 0) stepGrowth(growth, value, i * STEP);
  return growth;
}

/** A counter of events that come at random, which starts at 0 again after so many samples. */
function counting(samples: number, restart: number, seed = 1): number[] {
  const next = uniform(seed);
  let total = 0;
  return Array.from({ length: samples }, (_, i) => {
    total = (i % restart === restart - 1 ? 0 : total) + Math.floor(20 * next());
    return total;
  });
}

const saw = (samples: number, period: number, floor: number) =>
  Array.from({ length: samples }, (_, i) => floor + 10 * (i % period));

describe('what is a counter', () => {
  test.each(['http_requests_total', 'latency_bucket', 'ifHCInOctets', 'ifInErrors', 'ifOutUcastPkts'])(
    '%s is one by its name',
    (metric) => expect(beginGrowth(metric, 7, 0).kind).toBe('counter'),
  );

  test.each(['cpu_usage', 'total', 'memory_total_bytes', 'ifSpeed', 'sysUpTime', 'xifInErrors'])(
    'nobody knows of %s before it has grown for two days',
    (metric) => expect(beginGrowth(metric, 7, 0).kind).toBe('unknown'),
  );

  test('what grows for two days and falls to zero only is one, restarts or not', () => {
    expect(grown('requests', counting(TWO_DAYS, 1e9)).kind).toBe('unknown');
    expect(grown('requests', counting(TWO_DAYS + 2, 1e9)).kind).toBe('counter');
    const restarting = grown('requests', counting(4 * TWO_DAYS, 1.5 * TWO_DAYS));
    expect(restarting).toMatchObject({ kind: 'counter', falls: 0 });
  });

  test('one that crashes again and again stays one', () => {
    const growth = grown('requests', counting(TWO_DAYS + 2, 1e9));
    const { last, at } = growth;
    for (const [i, value] of [last + 300, 150, 290, 140, 80, 400].entries()) {
      stepGrowth(growth, value, at + (i + 1) * STEP);
      expect(growth.kind).toBe('counter');
    }
  });

  test('what rarely moves is none, unless it is called so', () => {
    const rare = Array.from({ length: 2 * TWO_DAYS }, (_, i) => Math.floor(i / 100));
    expect(grown('errors', rare).kind).toBe('unknown');
    expect(grown('errors_total', rare).kind).toBe('counter');
  });
});

describe('what is none', () => {
  test.each([
    ['falls by a part', saw(200, 50, 400)],
    ['is below zero', [-5, -4]],
    ['falls below zero', [5, -1]],
  ])('a gauge that %s stays one', (_what, values) => {
    const growth = grown('heap', values);
    expect(growth.kind).toBe('gauge');
    for (let i = 0; i <= TWO_DAYS; i += 1) stepGrowth(growth, 1e6 + i, (values.length + i) * STEP);
    expect(growth.kind).toBe('gauge');
  });

  test('a saw-tooth to zero every day never becomes one', () => {
    expect(grown('age', saw(5 * TWO_DAYS, TWO_DAYS / 2, 0)).kind).toBe('unknown');
  });

  test('what grew for days and falls by a part is none after all', () => {
    expect(grown('disk', [...saw(TWO_DAYS + 2, 1e9, 1e5), 1e5]).kind).toBe('gauge');
  });

  test('noise that is called a counter is taken for what it is within a few samples', () => {
    const next = uniform(3);
    const noise = Array.from({ length: 20 }, () => 50 + 5 * next());
    expect(grown('threads_total', noise).kind).toBe('gauge');
    expect(grown('threads_total', counting(20_000, 30)).kind).toBe('counter');
  });

  test('whatever wiggles is none, and gets no further than a few numbers', () => {
    const wiggle = fc.array(fc.double({ min: 10, max: 19, noNaN: true }), { minLength: 50, maxLength: 80 });
    fc.assert(
      fc.property(wiggle, (values) => {
        fc.pre(values.some((value, i) => i > 0 && value < (values[i - 1] as number)));
        const growth = grown('any', values);
        expect(growth.kind).toBe('gauge');
        expect(JSON.stringify(growth).length).toBeLessThan(250);
      }),
    );
  });
});

describe('the rate', () => {
  test('is what was counted per second, and unknown over a reset or no time', () => {
    expect(rateBetween(0, 100, 10_000, 150)).toBe(5);
    expect(rateBetween(0, 100, 10_000, 100)).toBe(0);
    expect(rateBetween(0, 100, 10_000, 99)).toBeNaN();
    expect(rateBetween(5, 100, 5, 150)).toBeNaN();
  });

  test('of a counter does not depend on where it starts, and is never below zero', () => {
    const rises = fc.array(fc.nat(1000), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(rises, fc.nat(1e9), (steps, start) => {
        const growths = [0, start].map((from) => ({ growth: beginGrowth('c_total', from, 0), value: from }));
        for (const [i, step] of steps.entries()) {
          const rates = growths.map((one) => {
            one.value += step;
            return stepGrowth(one.growth, one.value, (i + 1) * 1000);
          });
          expect(rates).toEqual([step, step]);
        }
      }),
    );
  });

  test('is the same after a restart from JSON', () => {
    const values = counting(500, 120);
    let restored = beginGrowth('c_total', values[0] as number, 0);
    const growth = beginGrowth('c_total', values[0] as number, 0);
    for (const [i, value] of values.entries()) {
      if (i === 0) continue;
      restored = JSON.parse(JSON.stringify(restored)) as Growth;
      expect(stepGrowth(restored, value, i * STEP)).toEqual(stepGrowth(growth, value, i * STEP));
    }
    expect(restored).toEqual(growth);
  });
});
