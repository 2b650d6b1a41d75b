import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Delivery, deployment, type Recording } from './testing/recording.ts';
import { driver, outage, pipe, play, rack1, tor1 } from './testing/scenario.ts';

describe.each([
  ['of anomalies alone', outage({ ended: 200 })],
  ['with deployments before them', withDeployments(outage({ ended: 200 }))],
])('the same input gives the same bytes: %s', (_, recordings) => {
  const expected = JSON.stringify(play(recordings));
  const queues = recordings.flatMap(({ anomalies, watermarks }) => [anomalies, watermarks]);
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

test('the deployments make a difference to what is said', () => {
  expect(JSON.stringify(play(withDeployments(outage({ ended: 200 }))))).toContain('"name":"change"');
});

/** Each deployment comes before the watermarks of one of the origins, none of which has announced any before. */
function withDeployments([first, second, ...others]: Recording[]): Recording[] {
  const [a, b] = [first, second] as [Recording, Recording];
  const changes = [deployment(tor1, -60), deployment(rack1[0]!, 19), deployment(rack1[1]!, 30)];
  return [
    { ...a, watermarks: [...changes.slice(0, 2), ...a.watermarks] },
    { ...b, watermarks: [...changes.slice(2), ...b.watermarks] },
    ...others,
  ];
}
