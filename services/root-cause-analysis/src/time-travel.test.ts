import type { RcaResult, Topology } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { outage, play, topology } from './testing/scenario.ts';
import { topologyView } from './topology-view.ts';

/** The same cables, but nothing says any more which end of one depends on the other. */
const flattened: Topology = {
  ...topology,
  version: 'flattened',
  as_of: '2026-01-27T10:00:20.000Z',
  nodes: topology.nodes.map((node) => ({ ...node, type: 'unknown' })),
};
const changedAt = Date.parse(flattened.as_of);

test('an incident is explained by the network as it was when it began, whatever has become of it since', () => {
  const before = play(outage());
  const asked: number[] = [];
  const mapAt = (time: number) => {
    asked.push(time);
    return time < changedAt ? topology : flattened;
  };
  expect(play(outage(), { map: flattened, mapAt })).toEqual(before);
  expect(new Set(asked)).toEqual(new Set([Date.parse('2026-01-27T10:00:05.000Z')]));
  const [without] = play(outage(), { map: flattened }) as [RcaResult];
  expect(without.topology?.version).toBe('flattened');
  expect(without.root_cause.propagation_path).not.toEqual(
    (before[0] as RcaResult).root_cause.propagation_path,
  );
});

test('what began after a change is explained by the changed network', () => {
  const mapAt = (time: number) => (time < Date.parse('2026-01-27T10:00:00.000Z') ? topology : flattened);
  const [result] = play(outage(), { map: flattened, mapAt }) as [RcaResult];
  expect(result.topology).toMatchObject({ version: 'flattened', as_of: flattened.as_of });
});

test('an index is built once per version, and four of them are kept', () => {
  const versions = [1, 2, 3, 4, 5].map((n): Topology => ({ ...topology, version: `v${n}` }));
  const view = topologyView(() => ({ topology, status: 'ok', at: (time) => versions[time] }));
  const [first, ...more] = [0, 1, 2].map((time) => view().at(time));
  expect(view().at(0)).toBe(first);
  view().at(3);
  expect(view().at(0)).toBe(first);
  view().at(4);
  expect(view().at(1)).not.toBe(more[0]);
  expect(view().at(9)).toBe(view().index);
});
