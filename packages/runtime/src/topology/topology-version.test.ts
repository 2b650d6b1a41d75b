import type { EdgeKind, TopologyEdge, TopologyNode } from '@aiops/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalTopology } from './topology-version.ts';

const node = (name: string, more: Partial<TopologyNode> = {}): TopologyNode => ({
  id: `urn:aiops:device:switch:default:${name}`,
  kind: 'device',
  name,
  type: 'switch',
  site: 'default',
  ...more,
});
const edge = (from: string, to: string, more: Partial<TopologyEdge> = {}): TopologyEdge => ({
  from: node(from).id,
  to: node(to).id,
  kind: 'connects_to',
  source: 'lldp',
  criticality: 1,
  ...more,
});
const three = [node('a'), node('b'), node('c')];

describe('canonical topology', () => {
  test('does not depend on the order of the input', () => {
    const names = ['a', 'b', 'c'] as const;
    const edges = fc.array(
      fc.record({
        from: fc.constantFrom(...names),
        to: fc.constantFrom(...names),
        kind: fc.constantFrom<EdgeKind>('connects_to', 'calls', 'runs_on'),
        port: fc.constantFrom(undefined, 'eth0', 'eth1'),
        criticality: fc.constantFrom(0.5, 1),
        seen: fc.constantFrom(undefined, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(edges, fc.infiniteStream(fc.nat()), (drawn, random) => {
        const input = drawn.map(({ from, to, kind, port, criticality, seen }) =>
          edge(from, to, {
            kind,
            criticality,
            ...(port === undefined ? {} : { source_port: port }),
            ...(seen === undefined ? {} : { last_seen: seen }),
          }),
        );
        const shuffled = input
          .map((value) => ({ value, at: random.next().value as number }))
          .sort((x, y) => x.at - y.at)
          .map(({ value }) => value);
        const expected = canonicalTopology(three, input);
        expect(JSON.stringify(canonicalTopology([...three].reverse(), shuffled))).toBe(
          JSON.stringify(expected),
        );
        expect(canonicalTopology(expected.nodes, expected.edges)).toEqual(expected);
      }),
    );
  });

  test('the version leaves out when an edge was last seen, and nothing else', () => {
    const version = (nodes: TopologyNode[], edges: TopologyEdge[]) => canonicalTopology(nodes, edges).version;
    const plain = version(three, [edge('a', 'b')]);
    expect(version(three, [edge('a', 'b', { last_seen: '2026-01-01T00:00:00Z' })])).toBe(plain);
    const others = [
      version(three, []),
      version(three, [edge('b', 'a')]),
      version(three, [edge('a', 'b', { kind: 'calls' })]),
      version(three, [edge('a', 'b', { source: 'devices.yml' })]),
      version(three, [edge('a', 'b', { source_port: 'eth0' })]),
      version(three, [edge('a', 'b', { target_port: 'eth0' })]),
      version(three, [edge('a', 'b', { protocol: 'eth0' })]),
      version(three, [edge('a', 'b', { criticality: 0.9 })]),
      version([node('a', { tier: 'core' }), node('b'), node('c')], [edge('a', 'b')]),
      version([node('a', { aliases: [] }), node('b'), node('c')], [edge('a', 'b')]),
    ];
    expect(new Set([plain, ...others]).size).toBe(others.length + 1);
  });

  test('edges that differ in nothing but last_seen are one, with the newest', () => {
    const seen = (at: string) => edge('a', 'b', { last_seen: at });
    const { edges } = canonicalTopology(three, [
      seen('2026-01-01T00:00:00Z'),
      seen('2026-03-01T00:00:00Z'),
      edge('a', 'b'),
      seen('2026-02-01T00:00:00Z'),
    ]);
    expect(edges).toEqual([seen('2026-03-01T00:00:00Z')]);
  });

  test('fields that are undefined or unknown are no content', () => {
    const loose = { ...node('a'), tier: undefined, owner: 'someone' } as unknown as TopologyNode;
    expect(canonicalTopology([loose], [])).toEqual(canonicalTopology([node('a')], []));
    expect(Object.keys(canonicalTopology([loose], []).nodes[0] ?? {})).toEqual(Object.keys(node('a')));
  });

  test('two nodes with one id, or an edge that ends nowhere, are refused by name', () => {
    expect(() => canonicalTopology([node('a'), node('b'), node('a')], [])).toThrow(
      /two nodes with the id urn:aiops:device:switch:default:a/,
    );
    expect(() => canonicalTopology([node('a')], [edge('a', 'ghost')])).toThrow(
      /ends at urn:aiops:device:switch:default:ghost, which is no node/,
    );
  });
});
