import type { TopologyEdge, TopologyNode } from '@aiops/contracts';
import { createNeo4jTopologyStore, type TopologyStore, Unavailable } from '@aiops/runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Neo4jServer, startNeo4j } from '../servers/neo4j.ts';
import { freePort } from '../servers/process.ts';
import { topologyContract } from './topology.contract.ts';

const startTimeoutMs = 600_000;
const asOf = '2026-01-27T12:00:00.000Z';

describe('neo4j', () => {
  let server: Neo4jServer;
  const stores: TopologyStore[] = [];
  const open = async (more: { timeoutMs?: number } = {}) => {
    const { uri, user, password } = server;
    const store = await createNeo4jTopologyStore({ uri, user, password, ...more });
    stores.push(store);
    return store;
  };
  const empty = () => server.query('MATCH (n) DETACH DELETE n');
  beforeAll(async () => {
    server = await startNeo4j();
  }, startTimeoutMs);
  afterAll(async () => {
    for (const store of stores) await store.close();
    await server.stop();
  }, 60_000);

  topologyContract('neo4j', async () => ({
    async openEmpty() {
      await empty();
      return open();
    },
    openAgain: open,
    close: async () => {},
  }));

  describe('the graph', () => {
    beforeEach(empty);

    test('answers the Cypher that the users know', async () => {
      const store = await open();
      await store.replace(
        [device('leaf-1', 'switch'), device('spine-1', 'router'), device('srv-1', 'server')],
        [
          cable('leaf-1', 'spine-1', { source_port: 'e1', target_port: 'e7', last_seen: asOf }),
          cable('leaf-1', 'spine-1', { source_port: 'e2', target_port: 'e8' }),
          cable('leaf-1', 'srv-1'),
          cable('spine-1', 'srv-1'),
        ],
        asOf,
      );
      const degrees = await server.query(
        `MATCH (d:Device) OPTIONAL MATCH (d)-[r:CONNECTS_TO]->(other:Device) WITH d, count(r) AS degree
         RETURN d.name, d.type, degree ORDER BY degree DESC`,
      );
      expect(degrees).toEqual([
        ['leaf-1', 'switch', 3],
        ['spine-1', 'router', 1],
        ['srv-1', 'server', 0],
      ]);
      const [port] = await server.query(
        `MATCH (:Device {name: 'leaf-1'})-[r:CONNECTS_TO {source_port: 'e1'}]->(:Device)
         RETURN r.target_port, r.criticality, r.source, r.last_seen`,
      );
      expect(port).toEqual(['e7', 1, 'lldp', asOf]);
    });

    test('has services, their calls, and what they run on', async () => {
      const store = await open();
      const [shop, db] = [service('shop'), service('db')];
      await store.replace(
        [shop, db, device('srv-1', 'server')],
        [
          { from: shop.id, to: db.id, kind: 'calls', source: 'traces', criticality: 0.9 },
          {
            from: db.id,
            to: device('srv-1', 'server').id,
            kind: 'runs_on',
            source: 'devices.yml',
            criticality: 1,
          },
        ],
        asOf,
      );
      expect(
        await server.query(
          'MATCH (a:Service)-[:CALLS]->(b:Service)-[:RUNS_ON]->(d:Device) RETURN a.name, b.name, d.name',
        ),
      ).toEqual([['shop', 'db', 'srv-1']]);
    });

    test('holds nothing of ours but the map and one small node about it', async () => {
      const store = await open();
      const { version } = await store.replace([device('a', 'switch')], [], asOf);
      await store.replace([device('a', 'switch')], [], asOf);
      expect(await server.query('MATCH (n) RETURN labels(n), properties(n) ORDER BY labels(n)')).toEqual([
        [['AiopsTopology'], { id: 'topology', version, as_of: asOf }],
        [['Device'], expect.objectContaining({ name: 'a', aiops_managed: true })],
      ]);
    });

    test('allows no second node with the id of one', async () => {
      const store = await open();
      await store.replace([device('a', 'switch')], [], asOf);
      await expect(
        server.query('CREATE (:Device {id: $id})', { id: device('a', 'switch').id }),
      ).rejects.toThrow(/already exists/);
    });
  });

  describe('what others put into the graph', () => {
    beforeEach(empty);

    test('stays through any replacement and is in no snapshot', async () => {
      await server.query(
        `CREATE (mine:Device {id: 'mine', name: 'mine'})-[:CONNECTS_TO {note: 'mine'}]->(:Device {id: 'mine-2'}),
                (:Rack {name: 'r1'}), (:AiopsNote {text: 'mine'})`,
      );
      const store = await open();
      await store.replace([device('a', 'switch'), device('b', 'switch')], [cable('a', 'b')], asOf);
      await server.query(
        `MATCH (a:Device {name: 'a'}), (r:Rack) CREATE (r)-[:HOLDS]->(a) SET a.owner = 'me'
         WITH a MATCH (b:Device {name: 'b'}) CREATE (a)-[:CONNECTS_TO {note: 'by hand'}]->(b)`,
      );
      expect((await store.snapshot())?.edges).toEqual([cable('a', 'b')]);
      await store.replace([{ ...device('a', 'switch'), tier: 'core' }, device('b', 'switch')], [], asOf);
      const [kept] = await server.query(
        `MATCH (r:Rack)-[:HOLDS]->(a:Device {owner: 'me', tier: 'core'})-[c:CONNECTS_TO]->(:Device {name: 'b'})
         MATCH (:Device {id: 'mine'})-[:CONNECTS_TO]->(:Device {id: 'mine-2'}) MATCH (:AiopsNote) RETURN c.note`,
      );
      expect(kept).toEqual(['by hand']);
      await store.replace([], [], asOf);
      const left = await server.query(
        'MATCH (n) WHERE NOT n:AiopsTopology RETURN coalesce(n.name, n.id, n.text) AS x ORDER BY x',
      );
      expect(left.flat()).toEqual(['mine', 'mine', 'mine-2', 'r1']);
    });

    test('a map that was changed by hand shows as another version, and is repaired', async () => {
      const store = await open();
      const nodes = [device('a', 'switch'), device('b', 'switch')];
      const first = await store.replace(nodes, [cable('a', 'b')], asOf);
      await server.query("MATCH (:Device {name: 'a'})-[r:CONNECTS_TO]->() DELETE r");
      await server.query("MATCH (d:Device {name: 'b'}) SET d.type = 'toaster' REMOVE d.site");
      expect((await store.snapshot())?.version).not.toBe(first.version);
      expect(await store.replace(nodes, [cable('a', 'b')], asOf)).toEqual({
        version: first.version,
        changed: true,
      });
      expect(await store.snapshot()).toMatchObject({
        version: first.version,
        nodes,
        edges: [cable('a', 'b')],
      });
    });

    test('a node that changes from device to service is moved, with its edges', async () => {
      const store = await open();
      const [a, b] = [device('a', 'switch'), device('b', 'switch')];
      await store.replace([a, b], [cable('a', 'b')], asOf);
      await store.replace([{ ...a, kind: 'service' }, b], [cable('a', 'b')], asOf);
      expect(await store.snapshot()).toMatchObject({
        nodes: [{ id: a.id, kind: 'service' }, b],
        edges: [cable('a', 'b')],
      });
      expect(await server.query('MATCH (n {id: $id}) RETURN labels(n)', { id: a.id })).toEqual([
        [['Service']],
      ]);
    });
  });

  describe('at the start', () => {
    test('a Neo4j that is not there is an Unavailable that names the address and the setting', async () => {
      const uri = `bolt://127.0.0.1:${await freePort()}`;
      const attempt = createNeo4jTopologyStore({ uri, user: 'neo4j', password: 'password123' });
      await expect(attempt).rejects.toBeInstanceOf(Unavailable);
      await expect(attempt).rejects.toThrow(
        new RegExp(`Neo4j at ${uri} is not reachable: .*ECONNREFUSED.*check NEO4J_URI`),
      );
    });

    test('a wrong password is refused with a word on the settings', async () => {
      const { uri } = server;
      const attempt = createNeo4jTopologyStore({ uri, user: 'neo4j', password: 'wrong-one' });
      await expect(attempt).rejects.toThrow(
        /refused the login of the user "neo4j".*NEO4J_USER and NEO4J_PASSWORD/,
      );
      await expect(attempt).rejects.not.toBeInstanceOf(Unavailable);
    });

    test('an address of another kind is refused before anything connects', async () => {
      const options = { uri: 'http://neo4j:secret@127.0.0.1:7474', user: 'neo4j', password: 'x' };
      await expect(createNeo4jTopologyStore(options)).rejects.toThrow(
        /NEO4J_URI "http:\/\/127.0.0.1:7474" cannot be used.*expected bolt:\/\/host:port/,
      );
    });
  });

  describe('when Neo4j goes away', () => {
    test('and is silent, calls end as Unavailable in bounded time and work again afterwards', {
      timeout: startTimeoutMs,
    }, async () => {
      await empty();
      const store = await open({ timeoutMs: 4_000 });
      const patient = await open();
      const nodes = [device('a', 'switch')];
      await patient.replace(nodes, [], asOf);
      // The first write of a store also makes constraints; it is the second that must be cut off in mid-transaction.
      await vi.waitFor(() => store.replace(nodes, [], asOf), { timeout: 120_000 });
      process.kill(server.pid, 'SIGSTOP');
      try {
        await expect(store.snapshot()).rejects.toBeInstanceOf(Unavailable);
        await expect(store.replace([], [], asOf)).rejects.toThrow(
          /did not answer within 4000 ms.*check NEO4J_URI/,
        );
      } finally {
        process.kill(server.pid, 'SIGCONT');
      }
      const running = async () => (await server.query('SHOW TRANSACTIONS YIELD transactionId')).length;
      await vi.waitFor(async () => expect(await running()).toBe(1), { timeout: 60_000 });
      // What was given up must not be executed late.
      expect(await patient.snapshot()).toMatchObject({ nodes: [{ name: 'a' }] });
    });

    test('and crashes, calls are Unavailable, and the map is there when it is back', {
      timeout: startTimeoutMs,
    }, async () => {
      const store = await open();
      const { version } = await store.replace([device('a', 'switch')], [], asOf);
      await server.kill();
      await expect(store.snapshot()).rejects.toBeInstanceOf(Unavailable);
      await expect(store.replace([], [], asOf)).rejects.toThrow(/is not reachable.*check NEO4J_URI/);
      await server.restart();
      await vi.waitFor(async () => expect(await store.snapshot()).toMatchObject({ version, as_of: asOf }), {
        timeout: 60_000,
      });
    });
  });
});

function device(name: string, type: string): TopologyNode {
  return { id: `urn:aiops:device:${type}:default:${name}`, kind: 'device', name, type, site: 'default' };
}

function service(name: string): TopologyNode {
  return {
    id: `urn:aiops:service:service:default:${name}`,
    kind: 'service',
    name,
    type: 'service',
    site: 'default',
  };
}

const types: Readonly<Record<string, string>> = { 'spine-1': 'router', 'srv-1': 'server' };

function cable(from: string, to: string, more: Partial<TopologyEdge> = {}): TopologyEdge {
  return {
    from: device(from, types[from] ?? 'switch').id,
    to: device(to, types[to] ?? 'switch').id,
    kind: 'connects_to',
    source: 'lldp',
    criticality: 1,
    ...more,
  };
}
