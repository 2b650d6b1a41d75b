import type { Topology, TopologyNode } from '@aiops/contracts';
import { expect, test } from 'vitest';
import { extendHistory } from './topology-history.ts';
import { canonicalTopology } from './topology-version.ts';

/** A map of one device, with a note of so many characters. */
function map(name: string, length: number): Topology {
  const node: TopologyNode = {
    id: `urn:aiops:device:switch:default:${name}`,
    kind: 'device',
    name,
    type: 'switch',
    site: 'default',
    location: 'x'.repeat(length),
  };
  return { ...canonicalTopology([node], []), as_of: '2026-01-27T12:00:00.000Z' };
}

test('all steps together stay below four million characters: the oldest leave', () => {
  let history: string[] = [];
  for (let n = 0; n < 12; n++)
    history = extendHistory(history, map(`n${n}`, 600_000), map(`n${n + 1}`, 600_000), 50);
  expect(history.map((step) => (JSON.parse(step) as { nodes: TopologyNode[] }).nodes[0]?.name)).toEqual([
    'n11',
    'n10',
    'n9',
    'n8',
    'n7',
    'n6',
  ]);
});

test('no version is kept where none is wanted, and the same map again is no step', () => {
  expect(extendHistory([], map('a', 1), map('b', 1), 0)).toEqual([]);
  expect(extendHistory(['step'], map('a', 1), map('a', 1), 50)).toEqual(['step']);
});
