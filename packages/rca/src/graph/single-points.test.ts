import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinedTo, othersOf, type RandomGraph, randomGraph } from '../testing/random-graph.ts';
import { singlePoints } from './single-points.ts';

/** Each node fails in turn: the largest rest of cabled devices stays, and what has a host that stays. */
function naive({ size, edges }: RandomGraph, hostings: RandomGraph['edges']) {
  return Array.from({ length: size }, (_, node) => node).flatMap((node) => {
    const island = joinedTo(edges, node).filter((other) => other !== node);
    const parts = othersOf(edges, node).map((other) => joinedTo(edges, other, node));
    const [stays = []] = parts.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
    const cutOff = island.filter((other) => !stays.includes(other));
    const first = withoutHost([node, ...cutOff], size, hostings).filter((other) => other !== node);
    const found = { node, splits: cutOff.length > 0, count: first.length, first };
    return first.length === 0 ? [] : [found];
  });
}

/** What is gone, with all whose hosts are all gone, again and again until nothing more goes; ascending. */
function withoutHost(failed: readonly number[], size: number, hostings: RandomGraph['edges']): number[] {
  const gone = new Set(failed);
  for (let before = 0; before < gone.size; ) {
    before = gone.size;
    for (let guest = 0; guest < size; guest++) {
      const hosts = hostings.filter(([from, to]) => from === guest && to !== guest).map(([, to]) => to);
      if (hosts.length > 0 && hosts.every((host) => gone.has(host))) gone.add(guest);
    }
  }
  return [...gone].sort((a, b) => a - b);
}

describe('single points of failure', () => {
  test('are the nodes whose failure cuts others off, with all that they cut off', () => {
    const input = randomGraph.chain((cables) => {
      const node = fc.nat(cables.size - 1);
      return fc.tuple(fc.constant(cables), fc.array(fc.tuple(node, node), { maxLength: 8 }));
    });
    fc.assert(
      fc.property(input, ([cables, hostings]) => {
        expect(singlePoints(cables.size, cables.edges, hostings)).toEqual(naive(cables, hostings));
      }),
      { numRuns: 1_000 },
    );
  });

  test('are not those over which a service with two hosts would be a detour', () => {
    // Two hosts at a switch of their own each; the service on both of them is no cable between the switches.
    const [core, left, right, host1, host2, service] = [0, 1, 2, 3, 4, 5] as const;
    const found = singlePoints(
      6,
      [
        [core, left],
        [core, right],
        [left, host1],
        [right, host2],
      ],
      [
        [service, host1],
        [service, host2],
      ],
    );
    expect(found.map(({ node, first }) => [node, first])).toEqual([
      [core, [right, host2]],
      [left, [host1]],
      [right, [host2]],
    ]);
  });

  test('name the first twenty of those that they cut off, and count all', () => {
    const star = Array.from({ length: 30 }, (_, leaf): [number, number] => [0, leaf + 1]);
    const [hub] = singlePoints(31, star, []);
    expect(hub).toMatchObject({ node: 0, splits: true, count: 29 });
    expect(hub?.first).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
  });
});
