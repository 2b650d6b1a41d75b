import { expect, test } from 'vitest';
import { caseNetwork } from './case-network.ts';

const nodes = [
  'shop',
  'Shop',
  'queue:80',
  'queue:81',
  'https://a.example/x',
  'https://a.example/y',
  'f_A::B',
];
const network = caseNetwork({
  nodes: [
    ...nodes.map((id) => ({ id, type: 'service' })),
    { id: 'node-1', type: 'host' },
    { id: 'valve', type: 'variable' },
    { id: 'A17', type: 'alarm' },
  ],
  edges: [
    { from: 'shop', to: 'Shop', type: 'calls' },
    { from: 'valve', to: 'A17', type: 'depends_on' },
    { from: 'shop', to: 'node-1', type: 'runs_on' },
    { from: 'shop', to: 'valve', type: 'related' },
    { from: 'valve', to: 'shop', type: 'related' },
    { from: 'shop', to: 'nowhere', type: 'calls' },
    { from: 'shop', to: 'shop', type: 'related' },
  ],
});

test('every entity is found again by its label, as a service and as an instance, however names resemble each other', () => {
  for (const id of [...nodes, 'node-1', 'valve', 'A17']) {
    const { id: found, known } = network.resolver.resolve({ instance: network.nameOf(id) });
    expect([known, network.entityOf(found)]).toEqual([true, id]);
  }
  for (const id of nodes) {
    const { id: found } = network.resolver.resolve({ service_name: network.nameOf(id) });
    expect(network.entityOf(found)).toBe(id);
  }
  expect(network.entityOf('urn:aiops:service:service:default:other')).toBeUndefined();
});

test('edges keep their direction, a relation without one is one cable, and hosts and alarms are no candidates', () => {
  const entity = (id: string) => network.entityOf(id);
  expect(network.topology.edges.map(({ from, to, kind }) => [entity(from), kind, entity(to)])).toEqual([
    ['shop', 'calls', 'Shop'],
    ['valve', 'calls', 'A17'],
    ['shop', 'runs_on', 'node-1'],
    ['valve', 'connects_to', 'shop'],
  ]);
  expect(network.topology.nodes.find(({ name }) => name === 'valve')?.type).toBe('variable');
  expect(network.candidates).toEqual([...nodes, 'valve']);
});
