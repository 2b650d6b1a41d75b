import { formatTimestamp, type RcaResult, type TopologyNode } from '@aiops/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deployment, record, START } from './testing/recording.ts';
import { driver, outage, pipe, pipeAll, play, rack1, rack2, tor1 } from './testing/scenario.ts';

/** An alert as data-ingestion publishes it; `at` in seconds after the start. */
function alertOf(about: TopologyNode, at: number, status = 'firing') {
  return deployment(about, at, {
    event_id: `alert ${about.id} ${at} ${status}`,
    event_type: 'alert',
    timestamp: formatTimestamp(START + at * 1000),
    summary: `LinkErrors on ${about.name} at ${at}`,
    details: { status, generatorURL: 'http://vmalert:8880/rule' },
  });
}
const citedFor = (device: string, result: RcaResult | undefined) =>
  result?.root_cause.candidates
    .find((candidate) => candidate.device === device)
    ?.evidence.filter(({ kind }) => kind === 'alert');
const storm = record('aiops.metrics/0', [
  [rack1[0]!, { metric: 'response_time', at: 20 }],
  [rack1[1]!, { metric: 'response_time', at: 21 }],
  { watermark: 100 },
]);
const afterEvents = (...events: readonly ReturnType<typeof alertOf>[]) => {
  const target = driver({ origins: ['aiops.metrics/0'] });
  for (const event of events) pipe(target, event);
  pipeAll(target, storm);
  return target.read('aiops.rca_results')[0];
};

test('an alert about a possible cause is cited among its evidence, with its link, and changes no score', () => {
  const [without, result] = [afterEvents(), afterEvents(alertOf(tor1, -30))];
  expect(citedFor('tor-1', result)).toEqual([
    { kind: 'alert', title: 'LinkErrors on tor-1 at -30', url: 'http://vmalert:8880/rule' },
  ]);
  const bare = (one: RcaResult | undefined) =>
    one?.root_cause.candidates.map(({ evidence: _evidence, ...rest }) => rest);
  expect(bare(result)).toEqual(bare(without));
  expect({ ...result?.root_cause, candidates: [] }).toEqual({ ...without?.root_cause, candidates: [] });
});

test('neither the end of an alert, nor one about something else, long ago or twice, says more', () => {
  const once = afterEvents(alertOf(tor1, -30));
  expect(citedFor('tor-1', afterEvents(alertOf(tor1, -30, 'resolved')))).toEqual([]);
  expect(afterEvents(alertOf(tor1, -30), alertOf(tor1, -30), alertOf(rack2[3]!, -30))).toEqual(once);
  expect(citedFor('tor-1', afterEvents(alertOf(tor1, -700)))).toEqual([]);
});

test('alerts give the same results in any order, repeated, and over restarts', () => {
  const recordings = outage();
  const alerts = [alertOf(tor1, 2), alertOf(rack1[0]!, 25), alertOf(tor1, 4)];
  const results = play([{ anomalies: [], events: alerts, watermarks: [] }, ...recordings]);
  expect(citedFor('tor-1', results.at(-1))).toHaveLength(2);
  fc.assert(
    fc.property(fc.shuffledSubarray([...alerts, ...alerts], { minLength: 6 }), (shuffled) => {
      const target = driver();
      for (const alert of shuffled) {
        pipe(target, alert);
        target.restart();
      }
      for (const recording of recordings) pipeAll(target, recording);
      expect(target.read('aiops.rca_results')).toEqual(results);
    }),
    { numRuns: 10 },
  );
});
