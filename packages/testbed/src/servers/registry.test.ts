import { describe, expect, test } from 'vitest';
import { startOrder } from '../stack/start-order.ts';
import { programs, servers } from './registry.ts';

describe('the registry', () => {
  test('has each name once', () => {
    const names = [...servers, ...programs].map(({ name }) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('gives each port to one server only', () => {
    const ports = servers.flatMap(({ name, ports }) =>
      Object.entries(ports).map(([port, number]) => ({
        of: `${name}.${port}`,
        is: `${port.endsWith('udp') ? 'udp' : 'tcp'}/${number}`,
      })),
    );
    const twice = ports.filter(({ is }, i) => ports.findIndex((other) => other.is === is) !== i);
    expect(twice).toEqual([]);
  });

  test('knows all that its servers need, and no circle', () => {
    const order = startOrder(
      servers,
      servers.map(({ name }) => name),
    );
    expect(order).toHaveLength(servers.length);
  });

  test('has aliases of ports that there are', () => {
    for (const { name, ports, aliases = {} } of servers)
      for (const port of Object.values(aliases)) expect(Object.keys(ports), name).toContain(port);
  });
});
