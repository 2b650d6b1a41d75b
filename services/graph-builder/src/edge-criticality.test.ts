import { defaultCriticality } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { criticalityOf, type EdgeTerms } from './edge-criticality.ts';

test.each<[string, EdgeTerms, number]>([
  ['a cable', {}, 1],
  ['a cable that LLDP told of', { protocol: 'lldp' }, 1],
  ['neighbours by a routing protocol', { protocol: ' BGP ' }, 0.7],
  ['a service on its device', { kind: 'runs_on' }, 1],
  ['a call', { kind: 'calls' }, 0.9],
  ['a dependency of a file', { kind: 'depends_on' }, 0.8],
  ['a call through a queue', { kind: 'calls', relation: 'async' }, 0.5],
  ['a helper beside it', { kind: 'depends_on', relation: 'sidecar' }, 0.2],
  ['a cable that is said to be a network', { relation: 'network' }, 0.7],
  ['one that says it itself', { kind: 'calls', relation: 'async', criticality: 0 }, 0],
])('%s', (_what, edge, expected) => {
  expect(criticalityOf(edge, defaultCriticality)).toBe(expected);
});

test('the settings decide for edges that say nothing', () => {
  const set = { ...defaultCriticality, sync_call: 0.4 };
  expect(criticalityOf({ kind: 'calls' }, set)).toBe(0.4);
  expect(criticalityOf({ kind: 'calls', criticality: 0.6 }, set)).toBe(0.6);
});
