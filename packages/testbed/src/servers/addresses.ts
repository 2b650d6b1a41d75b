import type { ServerDefinition } from './definition.ts';

/** The `host:port` under which configuration knows a server → where it is. */
export function addressesOf(
  { name, ports: defaults, aliases = {} }: Pick<ServerDefinition, 'name' | 'ports' | 'aliases'>,
  ports: Readonly<Record<string, number>>,
): Record<string, string> {
  const named = Object.entries(defaults).map(([port, number]) => [`${name}:${number}`, port] as const);
  return Object.fromEntries(
    [...named, ...Object.entries(aliases)].map(([address, port]) => [address, `127.0.0.1:${ports[port]}`]),
  );
}

/** Where a server listens itself: what its own configuration has for all interfaces or for the loopback one. */
export function listenersOf(
  { ports: defaults }: Pick<ServerDefinition, 'ports'>,
  ports: Readonly<Record<string, number>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(defaults).flatMap(([port, number]) =>
      ['0.0.0.0', '127.0.0.1', 'localhost'].map((host) => [`${host}:${number}`, `127.0.0.1:${ports[port]}`]),
    ),
  );
}
