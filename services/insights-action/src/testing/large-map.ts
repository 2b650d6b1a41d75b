import type { Topology } from '@aiops/contracts';

/** A map of so many racks under one core, each with a switch and so many servers. */
export function largeMap(racks: number, serversOfEach: number): Topology {
  const device = (name: string, tier: string) => ({
    id: `urn:${name}`,
    kind: 'device' as const,
    name,
    type: tier === 'server' ? 'server' : 'switch',
    site: 'lab',
    tier,
  });
  const cable = (from: string, to: string) => ({
    from: `urn:${from}`,
    to: `urn:${to}`,
    kind: 'connects_to' as const,
    source: 'test',
    criticality: 1,
  });
  const switches = Array.from({ length: racks }, (_, rack) => `rack-sw-${rack}`);
  const servers = switches.flatMap((rack, number) =>
    Array.from({ length: serversOfEach }, (_, at) => ({
      rack,
      name: `server-${number * serversOfEach + at}`,
    })),
  );
  return {
    version: 'v1',
    as_of: '2026-01-27T12:00:00.000Z',
    nodes: [
      device('core', 'core'),
      ...switches.map((name) => device(name, 'access')),
      ...servers.map(({ name }) => device(name, 'server')),
    ],
    edges: [
      ...switches.map((name) => cable(name, 'core')),
      ...servers.map(({ rack, name }) => cable(name, rack)),
    ],
  };
}
