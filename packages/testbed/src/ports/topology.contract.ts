import type { TopologyNode } from '@aiops/contracts';
import type { TopologyStore } from '@aiops/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { topologyHistoryContract } from './topology-history.contract.ts';
import { device, edge, everyField, figures, oneOfEachKind, ring, service, stub } from './topology-samples.ts';

/** Where topology stores under test keep their map. */
export interface TopologyBackend {
  /** A store as one instance of a service opens it, on a map that nothing was ever stored in. */
  openEmpty(): Promise<TopologyStore>;
  /** Another instance on the same map. */
  openAgain(): Promise<TopologyStore>;
  /** Frees what the backend holds. The opened stores are closed already. */
  close(): Promise<void>;
}

const asOf = '2026-01-27T12:00:00.000Z';
const later = '2026-01-27T13:00:00.000Z';

/** What a caller may rely on, whichever store it was given. `make` is called once. */
export function topologyContract(name: string, make: () => Promise<TopologyBackend>): void {
  describe(`topology store: ${name}`, () => {
    const opened: TopologyStore[] = [];
    let backend: TopologyBackend;
    beforeAll(async () => {
      backend = await make();
    });
    afterAll(async () => {
      for (const store of opened) await store.close();
      await backend?.close();
    });
    const openEmpty = async () => {
      const store = await backend.openEmpty();
      opened.push(store);
      return store;
    };

    const openAgain = async () => {
      const store = await backend.openAgain();
      opened.push(store);
      return store;
    };

    test('has no snapshot before anything was stored', async () => {
      expect(await (await openEmpty()).snapshot()).toBeUndefined();
    });

    test('gives back nodes and edges with all their fields, sorted, to every instance', async () => {
      const store = await openEmpty();
      const nodes = [everyField, service('shop'), device('b'), device('a'), stub];
      const edges = [...oneOfEachKind, edge('a', 'b'), edge('b', 'edge-unknown', { last_seen: asOf })];
      const replaced = await store.replace(nodes, edges, asOf);
      expect(replaced.changed).toBe(true);
      const other = await openAgain();
      const expected = {
        version: replaced.version,
        as_of: asOf,
        nodes: [...nodes].sort((x, y) => (x.id < y.id ? -1 : 1)),
        edges: [
          oneOfEachKind[1],
          edge('a', 'b'),
          oneOfEachKind[0],
          edge('b', 'edge-unknown', { last_seen: asOf }),
          oneOfEachKind[2],
        ],
      };
      expect(await store.snapshot()).toEqual(expected);
      expect(JSON.stringify(await other.snapshot())).toBe(JSON.stringify(await store.snapshot()));
    });

    test('an empty map is a map', async () => {
      const store = await openEmpty();
      const { version, changed } = await store.replace([], [], asOf);
      expect(changed).toBe(true);
      expect(await store.snapshot()).toEqual({ version, as_of: asOf, nodes: [], edges: [] });
    });

    test('the version is a matter of content, the same whatever was stored before and in whatever order', async () => {
      const nodes = [device('a'), device('b'), device('c')];
      const edges = [edge('a', 'b'), edge('b', 'c')];
      const store = await openEmpty();
      const first = await store.replace(nodes, edges, asOf);
      await store.replace([device('z')], [], asOf);
      const again = await store.replace([...nodes].reverse(), [...edges].reverse(), later);
      expect(again).toEqual({ version: first.version, changed: true });
      expect((await store.snapshot())?.as_of).toBe(later);
    });

    describe('storing the same again', () => {
      test('changes nothing: neither version nor time', async () => {
        const store = await openEmpty();
        const nodes = [everyField, device('a'), device('b'), service('shop')];
        const first = await store.replace(nodes, oneOfEachKind, asOf);
        const second = await store.replace([...nodes].reverse(), [...oneOfEachKind].reverse(), later);
        expect(second).toEqual({ version: first.version, changed: false });
        const snapshot = await store.snapshot();
        expect(snapshot).toMatchObject({ version: first.version, as_of: asOf });
        expect(snapshot?.nodes).toHaveLength(4);
        expect(snapshot?.edges).toHaveLength(3);
      });

      test('brings last_seen and figures up to date without a new version, and removes those that are gone', async () => {
        const store = await openEmpty();
        const nodes = [device('a'), device('b')];
        const { version } = await store.replace(nodes, [edge('a', 'b', { last_seen: asOf })], asOf);
        const { latency_p99: _, ...fewer } = { ...figures, rate: 7, window_end: later };
        for (const now of [{ last_seen: later, ...figures }, fewer, { last_seen: later }, {}]) {
          expect(await store.replace(nodes, [edge('a', 'b', now)], later)).toEqual({
            version,
            changed: false,
          });
          const { as_of, edges } = (await store.snapshot()) ?? {};
          expect({ as_of, edges }).toEqual({ as_of: asOf, edges: [edge('a', 'b', now)] });
        }
      });
    });

    describe('storing something else', () => {
      test('removes what is no longer there and adds what is new', async () => {
        const store = await openEmpty();
        await store.replace(
          [device('a'), device('b'), device('c'), service('shop')],
          [edge('a', 'b'), edge('b', 'c'), oneOfEachKind[2]],
          asOf,
        );
        const { changed } = await store.replace(
          [device('a'), device('c'), device('d')],
          [edge('a', 'd')],
          later,
        );
        expect(changed).toBe(true);
        const snapshot = await store.snapshot();
        expect(snapshot?.nodes.map((node) => node.name)).toEqual(['a', 'c', 'd']);
        expect(snapshot?.edges).toEqual([edge('a', 'd')]);
      });

      test('replaces single fields, and removes those that are gone', async () => {
        const store = await openEmpty();
        const ends = [device('a'), device('b')];
        await store.replace(
          [everyField, ...ends],
          [edge('a', 'b', { source_port: 'eth0', criticality: 0.5 })],
          asOf,
        );
        const bare: TopologyNode = { ...device('every'), id: everyField.id, ip: '10.9.9.9' };
        await store.replace([bare, ...ends], [edge('a', 'b', { criticality: 0.75 })], later);
        const snapshot = await store.snapshot();
        expect(snapshot?.nodes.find((node) => node.id === everyField.id)).toEqual(bare);
        expect(snapshot?.edges).toEqual([edge('a', 'b', { criticality: 0.75 })]);
      });

      test('is refused when an edge ends at no node or an id comes twice, and then all stays', async () => {
        const store = await openEmpty();
        const { version } = await store.replace([device('a')], [], asOf);
        await expect(store.replace([device('a')], [edge('a', 'ghost')], later)).rejects.toThrow(
          /ghost.*no node/,
        );
        await expect(store.replace([device('a'), device('a')], [], later)).rejects.toThrow(/two nodes/);
        expect(await store.snapshot()).toMatchObject({ version, as_of: asOf });
      });
    });

    describe('edges', () => {
      test('without ports are kept', async () => {
        const store = await openEmpty();
        await store.replace([device('a'), device('b')], [edge('a', 'b')], asOf);
        expect((await store.snapshot())?.edges).toEqual([edge('a', 'b')]);
      });

      test('that run in parallel between different ports are all kept, and single ones can go', async () => {
        const store = await openEmpty();
        const nodes = [device('a'), device('b')];
        const parallel = ['1', '2', '3'].map((port) =>
          edge('a', 'b', { source_port: `eth${port}`, target_port: `ge-0/0/${port}` }),
        );
        await store.replace(nodes, [...parallel, edge('a', 'b'), edge('b', 'a')], asOf);
        expect((await store.snapshot())?.edges).toHaveLength(5);
        await store.replace(nodes, parallel.slice(1), asOf);
        expect((await store.snapshot())?.edges).toEqual(parallel.slice(1));
      });

      test('given twice are one', async () => {
        const store = await openEmpty();
        await store.replace([device('a'), device('b')], [edge('a', 'b'), edge('a', 'b')], asOf);
        expect((await store.snapshot())?.edges).toEqual([edge('a', 'b')]);
        const again = await store.replace([device('a'), device('b')], [edge('a', 'b')], later);
        expect(again.changed).toBe(false);
      });

      test('may lead from a node to itself', async () => {
        const store = await openEmpty();
        await store.replace([device('a')], [edge('a', 'a')], asOf);
        expect((await store.snapshot())?.edges).toEqual([edge('a', 'a')]);
      });
    });

    topologyHistoryContract(openEmpty, openAgain);

    test('two replacements at the same time leave one of the two, whole', async () => {
      const [store, other] = [await openEmpty(), await openAgain()];
      await store.replace([device('a')], [], asOf);
      const [one, two] = [ring(400, 'x'), ring(600, 'y')];
      const [first, second] = await Promise.all([
        store.replace(one.nodes, one.edges, asOf),
        other.replace(two.nodes, two.edges, later),
      ]);
      const snapshot = await store.snapshot();
      const expected = snapshot?.version === first.version ? one : two;
      expect([first.version, second.version]).toContain(snapshot?.version);
      expect(snapshot?.nodes).toHaveLength(expected.nodes.length);
      expect(snapshot?.edges).toHaveLength(expected.edges.length);
    });

    test('what was passed in and what was given out can be changed without harm', async () => {
      const store = await openEmpty();
      const nodes = [{ ...everyField, aliases: ['one'] }];
      await store.replace(nodes, [], asOf);
      nodes[0]?.aliases.push('two');
      const taken = await store.snapshot();
      (taken?.nodes as TopologyNode[] | undefined)?.pop();
      expect((await store.snapshot())?.nodes).toEqual([{ ...everyField, aliases: ['one'] }]);
    });

    test('2,000 nodes and 6,000 edges are stored, read and emptied again', { timeout: 180_000 }, async () => {
      const store = await openEmpty();
      const { nodes, edges } = ring(2_000, 'n');
      const { version } = await store.replace(nodes, edges, asOf);
      const snapshot = await store.snapshot();
      expect(snapshot?.version).toBe(version);
      expect(snapshot?.nodes).toHaveLength(2_000);
      expect(snapshot?.edges).toHaveLength(6_000);
      expect(await store.replace(nodes, edges, later)).toEqual({ version, changed: false });
      await store.replace([], [], later);
      expect((await store.snapshot())?.nodes).toEqual([]);
    });
  });
}
