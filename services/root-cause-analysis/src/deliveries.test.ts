import { describe, expect, test } from 'vitest';
import { expectInAnyOrder } from './testing/any-order.ts';
import { deployment, type Recording } from './testing/recording.ts';
import { outage, play, rack1, tor1 } from './testing/scenario.ts';

describe.each([
  ['of anomalies alone', outage({ ended: 200 })],
  ['with deployments before them', withDeployments(outage({ ended: 200 }))],
])('the same input gives the same bytes: %s', (_, recordings) => {
  const expected = JSON.stringify(play(recordings));
  const queues = recordings.flatMap(({ anomalies, watermarks }) => [anomalies, watermarks]);

  test('the recording has results to compare', () => {
    expect(JSON.parse(expected)).toHaveLength(2);
  });
  test('in whatever way origins and topics interleave, with duplicates and restarts anywhere', () => {
    expectInAnyOrder(queues, expected, { numRuns: 200 });
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
