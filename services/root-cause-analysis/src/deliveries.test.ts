import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delivery } from './testing/recording.ts';
import { driver, outage, pipe, play } from './testing/scenario.ts';

describe('the same input gives the same bytes', () => {
  const expected = JSON.stringify(play(outage({ ended: 200 })));
  const queues = outage({ ended: 200 }).flatMap(({ anomalies, watermarks }) => [anomalies, watermarks]);
  const total = queues.reduce((sum, queue) => sum + queue.length, 0);

  test('the recording has results to compare', () => {
    expect(JSON.parse(expected)).toHaveLength(2);
  });
  test('in whatever way origins and topics interleave, with duplicates and restarts anywhere', () => {
    const choice = fc.record({
      queue: fc.nat(),
      again: fc.option(fc.nat(), { freq: 4 }),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(choice, { minLength: total, maxLength: total }), (choices) => {
        const target = driver();
        const left = queues.map((queue) => [...queue]);
        const past: Delivery[] = [];
        for (const { queue, again, restart } of choices) {
          const open = left.filter((one) => one.length > 0);
          const next = open[queue % open.length]!.shift()!;
          pipe(target, next);
          past.push(next);
          if (again !== null) pipe(target, past[again % past.length]!);
          if (restart) target.restart();
        }
        expect(JSON.stringify(target.read('aiops.rca_results'))).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });
});
