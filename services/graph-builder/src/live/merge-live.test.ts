import {
  createEntityResolver,
  defaultCriticality,
  type TopologyEdge,
  type TopologyNode,
} from '@aiops/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveEdge } from './live-graph.ts';
import { mergeLive } from './merge-live.ts';
import type { Sighting } from './sighting.ts';
import { storedLive } from './stored-live.ts';

const NOON = Date.UTC(2026, 0, 27, 12);
const web: TopologyNode = {
  id: 'urn:aiops:device:server:lab:web-1',
  kind: 'device',
  name: 'web-1',
  type: 'server',
  site: 'lab',
  ip: '10.0.0.1',
};
const shop: TopologyNode = {
  id: 'urn:aiops:service:service:lab:shop',
  kind: 'service',
  name: 'shop',
  type: 'service',
  site: 'lab',
};
const service = (name: string, site = 'default') => `urn:aiops:service:service:${site}:${name}`;
const device = (name: string, site = 'default') => `urn:aiops:device:unknown:${site}:${name}`;

const saw = (
  from: string,
  as: Sighting['to']['as'],
  to: string,
  more: Partial<Omit<Sighting, 'from' | 'to'>> & { site?: string; last?: number } = {},
): LiveEdge => {
  const { site, last = NOON, ...rest } = more;
  const where = site === undefined ? {} : { site };
  const hosted = as === 'host' || rest.kind === 'runs_on';
  return {
    sighting: {
      kind: hosted ? 'runs_on' : 'calls',
      relation: hosted ? 'physical' : 'sync_call',
      source: 'traces',
      ...rest,
      from: { name: from, ...where },
      to: { name: to, as, ...where },
    },
    last,
  };
};
const merge = (
  seen: LiveEdge[],
  base: { nodes: TopologyNode[]; edges: TopologyEdge[] } = { nodes: [web, shop], edges: [] },
) => mergeLive(base, { seen, stored: [] }, defaultCriticality);
const links = (seen: LiveEdge[]) => merge(seen).edges.map(({ from, kind, to }) => `${from} ${kind} ${to}`);

test('services that were only seen live are nodes, under the id that their labels have', () => {
  const { nodes, edges } = merge([saw('cart', 'service', 'db', { last: NOON + 1 })]);
  const [cart, db] = [service('cart'), service('db')];
  expect(createEntityResolver([]).resolve({ service_name: 'cart' }).id).toBe(cart);
  expect(nodes.slice(2)).toEqual([
    { id: cart, kind: 'service', name: 'cart', type: 'service', site: 'default' },
    { id: db, kind: 'service', name: 'db', type: 'service', site: 'default' },
  ]);
  expect(edges).toEqual([
    {
      from: cart,
      to: db,
      kind: 'calls',
      source: 'traces',
      criticality: 0.9,
      last_seen: '2026-01-27T12:00:00.001Z',
    },
  ]);
});

test('names lead to the nodes of the files, by whatever spelling', () => {
  expect(
    links([saw('Shop', 'host', '10.0.0.1:9100'), saw('cart', 'address', 'WEB-1', { site: 'lab' })]),
  ).toEqual([`${service('cart', 'lab')} calls ${web.id}`, `${shop.id} runs_on ${web.id}`]);
});

test('an address by which a service is called is that service, also when it is only seen live', () => {
  const seen = [saw('shop', 'address', 'cart.prod.svc.cluster.local'), saw('cart', 'host', 'web-1')];
  expect(links(seen)).toEqual([
    `${shop.id} calls ${service('cart')}`,
    `${service('cart')} runs_on ${web.id}`,
  ]);
});

test('what nothing knows is a stub: a peer as a service, an address and a host as a device', () => {
  const { nodes } = merge([
    saw('shop', 'peer', 'postgres'),
    saw('shop', 'address', 'api.example'),
    saw('shop', 'host', 'web-9'),
  ]);
  expect(nodes.slice(2)).toMatchObject([
    { id: device('api.example'), stub: true },
    { id: service('postgres'), stub: true },
    { id: device('web-9'), stub: true },
  ]);
});

test('callers of two sites that name the same unknown peer share one stub, in the site of the first', () => {
  const seen = [saw('a', 'peer', 'db', { site: 'north' }), saw('b', 'peer', 'DB', { site: 'south' })];
  expect(links(seen)).toEqual([
    `${service('a', 'north')} calls ${service('db', 'north')}`,
    `${service('b', 'south')} calls ${service('db', 'north')}`,
  ]);
  expect(links([...seen].reverse())).toEqual(links(seen));
});

test('a name that counts only where it is known, a host that is a service, and a call of oneself add nothing', () => {
  const seen = [
    saw('shop', 'known', 'nowhere'),
    saw('cart', 'host', 'shop'),
    saw('cart', 'known', 'cart:8080', { kind: 'runs_on' }),
    saw('shop', 'peer', 'SHOP'),
  ];
  expect(merge(seen)).toEqual({ nodes: [web, shop], edges: [] });
  expect(links([saw('shop', 'known', 'web-1:9100', { kind: 'runs_on' })])).toEqual([
    `${shop.id} runs_on ${web.id}`,
  ]);
});

test('an edge of the files stays as it is and is seen again', () => {
  const known: TopologyEdge = {
    from: shop.id,
    to: web.id,
    kind: 'runs_on',
    source: 'devices',
    criticality: 0.4,
  };
  const { edges } = merge([saw('shop', 'host', 'web-1')], { nodes: [web, shop], edges: [known] });
  expect(edges).toEqual([{ ...known, last_seen: '2026-01-27T12:00:00.000Z' }]);
  const later = { ...known, last_seen: '2026-02-01T00:00:00.000Z' };
  expect(merge([saw('shop', 'host', 'web-1')], { nodes: [web, shop], edges: [later] }).edges).toEqual([
    later,
  ]);
});

test('an edge that was seen in several ways is one, as critical as the strongest, whatever the order', () => {
  const seen = [
    saw('shop', 'service', 'mail', { relation: 'async', last: NOON + 5 }),
    saw('shop', 'known', 'mail', { source: 'events', last: NOON + 9 }),
    saw('shop', 'peer', 'mail', { relation: 'sync_call' }),
    saw('mail', 'host', 'web-1', { source: 'metrics' }),
  ];
  const expected = merge(seen);
  expect(expected.edges[0]).toEqual({
    from: shop.id,
    to: service('mail'),
    kind: 'calls',
    source: 'traces',
    criticality: 0.9,
    last_seen: '2026-01-27T12:00:00.009Z',
  });
  expect(merge([seen[0] as LiveEdge]).edges[0]?.criticality).toBe(0.5);
  fc.assert(
    fc.property(fc.shuffledSubarray(seen, { minLength: seen.length }), (shuffled) => {
      expect(merge(shuffled)).toEqual(expected);
    }),
  );
});

test('what was stored comes back as it was, unless something newer is known of the edge', () => {
  const seen = [
    saw('shop', 'service', 'cart', { site: 'lab' }),
    saw('cart', 'peer', 'postgres', { relation: 'async' }),
    saw('cart', 'address', 'api.example', { source: 'events' }),
    saw('cart', 'host', 'web-1', { source: 'metrics' }),
  ];
  const merged = merge(seen);
  const stored = storedLive({ version: 'v', as_of: '2026-01-27', ...merged }, defaultCriticality);
  const base = { nodes: [web, shop], edges: [] };
  expect(mergeLive(base, { seen: [], stored }, defaultCriticality)).toEqual(merged);
  const weaker = [saw('shop', 'service', 'cart', { site: 'lab', relation: 'async', last: NOON + 1 })];
  const { edges } = mergeLive(base, { seen: weaker, stored }, defaultCriticality);
  expect(edges.find(({ from }) => from === shop.id)).toMatchObject({ criticality: 0.5 });
  expect(edges).toHaveLength(4);
});

test('what the files said is never taken for something that was seen live', () => {
  const edges: TopologyEdge[] = [
    {
      from: shop.id,
      to: web.id,
      kind: 'runs_on',
      source: 'devices',
      criticality: 1,
      last_seen: '2026-01-27',
    },
    { from: shop.id, to: web.id, kind: 'calls', source: 'demo', criticality: 1 },
  ];
  expect(storedLive({ version: 'v', as_of: '', nodes: [web, shop], edges }, defaultCriticality)).toEqual([]);
});
