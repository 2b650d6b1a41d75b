import type { Topology, TopologyEdge, TopologyNode } from '@aiops/contracts';
import { canonicalTopology, type TopologyStore, versionsBack } from '@aiops/runtime';
import { describe, expect, test } from 'vitest';
import { device, edge, everyField, oneOfEachKind, service } from './topology-samples.ts';

const asOf = '2026-01-27T12:00:00.000Z';
const later = '2026-01-27T13:00:00.000Z';

/** What a caller may rely on of earlier versions: `openEmpty` opens a store on an empty map, `openAgain` another instance on the same one. */
export function topologyHistoryContract(
  openEmpty: () => Promise<TopologyStore>,
  openAgain: () => Promise<TopologyStore>,
): void {
  describe('the history', () => {
    const hour = (n: number) => `2026-01-27T${String(n).padStart(2, '0')}:00:00.000Z`;
    const past = async (store: TopologyStore) => {
      const current = await store.snapshot();
      return current === undefined ? [] : [...versionsBack(current, await store.history())];
    };

    test('leads back through what was stored, with every field, for every instance', async () => {
      const store = await openEmpty();
      const maps: [TopologyNode[], TopologyEdge[]][] = [
        [[device('a'), everyField, device('b'), service('shop')], oneOfEachKind],
        [[device('a'), { ...everyField, vendor: 'Acme' }, service('shop')], oneOfEachKind.slice(0, 2)],
        [[device('a'), device('c')], [edge('a', 'c', { last_seen: asOf })]],
      ];
      expect(await store.history()).toEqual([]);
      const stored: (Topology | undefined)[] = [];
      for (const [n, [nodes, edges]] of maps.entries()) {
        await store.replace(nodes, edges, hour(n));
        await store.replace(nodes, edges, hour(23));
        stored.unshift(await store.snapshot());
      }
      const other = await openAgain();
      for (const instance of [store, other]) {
        const found = await past(instance);
        expect(found.map(sorted)).toEqual(stored.slice(1));
        expect(found.map((topology) => topology.as_of)).toEqual([hour(1), hour(0)]);
      }
    });

    test('of a map that comes back to what it was tells both times', async () => {
      const store = await openEmpty();
      const { version } = await store.replace([device('a')], [], hour(0));
      await store.replace([device('b')], [], hour(1));
      await store.replace([device('a')], [], hour(2));
      expect((await past(store)).map((topology) => [topology.nodes[0]?.name, topology.as_of])).toEqual([
        ['b', hour(1)],
        ['a', hour(0)],
      ]);
      expect((await past(store)).at(-1)?.version).toBe(version);
    });

    test('keeps fifty versions, and nothing beyond a change that is too large to be kept', {
      timeout: 120_000,
    }, async () => {
      const store = await openEmpty();
      for (let n = 0; n < 53; n++) await store.replace([device(`n${n}`)], [], asOf);
      const found = await past(store);
      expect([found.length, found.at(-1)?.nodes[0]?.name]).toEqual([50, 'n2']);
      await store.replace([{ ...device('large'), location: 'x'.repeat(1_100_000) }], [], asOf);
      expect(await past(store)).toHaveLength(50);
      await store.replace([device('small')], [], later);
      expect(await past(store)).toEqual([]);
      await store.replace([device('other')], [], later);
      expect(await past(store)).toHaveLength(1);
    });
  });
}

/** In the order of a snapshot. */
function sorted(topology: Topology): Topology {
  const { nodes, edges } = canonicalTopology(topology.nodes, topology.edges);
  return { ...topology, nodes, edges };
}
