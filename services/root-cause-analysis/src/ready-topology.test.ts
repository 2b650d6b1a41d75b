import type { Topology } from '@aiops/contracts';
import { createTopologyIndex } from '@aiops/rca';
import { describe, expect, test } from 'vitest';
import { createReadyTopology } from './ready-topology.ts';
import { network, node } from './testing/network.ts';
import { createTopologyIndexes } from './topology-indexes.ts';

const versions = ['a', 'b', 'c'].map((version): Topology => ({ ...network([], []), version }));
const [a, b, c] = versions as [Topology, Topology, Topology];

/** A topology that is read, and the end of each preparation in the hand of the test. */
function scene() {
  let current = a;
  const begun: { version: string; done: () => void }[] = [];
  const prepare = ({ version }: Topology) =>
    new Promise<void>((done) => {
      begun.push({ version, done });
    });
  // Each is effective from its place among the versions on.
  const at = (time: number) => versions[Math.min(time, versions.indexOf(current))];
  const view = { current: () => ({ topology: current, status: 'ok' as const }), at };
  const ready = createReadyTopology(view, { prepare });
  const read = (topology: Topology) => {
    current = topology;
    return ready.take(topology);
  };
  const used = (time?: number) => {
    const { topology, at: past } = ready.source();
    return (time === undefined ? topology : past?.(time))?.version;
  };
  return { begun, ready, read, used };
}

describe('a topology', () => {
  test('is in use once it is prepared, and not before', async () => {
    const { begun, ready, read, used } = scene();
    const taken = read(a);
    expect(ready.source()).toEqual({ topology: undefined, status: 'unavailable' });
    begun[0]?.done();
    await taken;
    expect(ready.source()).toMatchObject({ topology: a, status: 'ok' });
    expect(used(0)).toBe('a');
  });

  test('leaves the one before in use while it is prepared, whatever time is asked about', async () => {
    const { begun, read, used } = scene();
    const first = read(a);
    begun[0]?.done();
    await first;
    const second = read(b);
    expect([used(), used(0), used(1)]).toEqual(['a', 'a', 'a']);
    begun[1]?.done();
    await second;
    expect([used(), used(0), used(1)]).toEqual(['b', 'a', 'b']);
  });

  test('is not prepared when another came meanwhile', async () => {
    const { begun, read, used } = scene();
    const taken = read(a);
    const later = [read(b), read(c)];
    begun[0]?.done();
    await new Promise(setImmediate);
    begun[1]?.done();
    await Promise.all([taken, ...later]);
    expect(begun.map(({ version }) => version)).toEqual(['a', 'c']);
    expect(used()).toBe('c');
  });
});

test('an index is prepared while the loop turns, and is then the one that is used', async () => {
  const nodes = Array.from({ length: 6_000 }, (_, n) => node('service', `s${n}`));
  const links = nodes.map((from, n) => [from, nodes[(7 * n) % 5_999]!, 'calls'] as const);
  const topology = network(nodes, links);
  const indexes = createTopologyIndexes();
  let turns = 0;
  const timer = setInterval(() => void turns++, 0);
  await indexes.prepare(topology, 5);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
  const index = indexes.of(topology);
  expect(indexes.of(topology)).toBe(index);
  const { id } = nodes[4_000]!;
  const number = index.numberOf(id)!;
  // It does not begin where rows are written, so it is not the first that is looked for.
  expect(index.upstreamRow(number, 5).ends[0]).toBeGreaterThan(0);
  expect([...index.upstream(id, 5)]).toEqual([...createTopologyIndex(topology).upstream(id, 5)]);
});
