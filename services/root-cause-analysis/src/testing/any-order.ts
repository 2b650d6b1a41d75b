import fc from 'fast-check';
import { expect } from 'vitest';
import type { Delivery } from './recording.ts';
import { driver, pipe } from './scenario.ts';

/**
 * Delivers queues in any interleaving, each in its own order, with duplicates and restarts anywhere, and expects the results to be these
 * bytes every time.
 */
export function expectInAnyOrder(
  queues: readonly (readonly Delivery[])[],
  expected: string,
  parameters: { readonly numRuns: number; readonly endOnFailure?: boolean },
): void {
  const total = queues.reduce((sum, queue) => sum + queue.length, 0);
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
        const next = open[queue % open.length]?.shift() as Delivery;
        pipe(target, next);
        past.push(next);
        if (again !== null) pipe(target, past[again % past.length] as Delivery);
        if (restart) target.restart();
      }
      expect(JSON.stringify(target.read('aiops.rca_results'))).toBe(expected);
    }),
    parameters,
  );
}
