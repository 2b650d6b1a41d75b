import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { ServerDefinition } from '../servers/definition.ts';

/** Which ports to take instead of the default ones. */
export interface PortChoice {
  /** Added to every default port, so that two stacks run beside each other. */
  readonly shift?: number;
  /** Single ones, `loki.http` → 23100; they win over the shift. */
  readonly chosen?: Readonly<Record<string, number>>;
}

/** The ports of a server under a choice. Throws when one is none (1 to 65535). */
export function portsOf(
  { name, ports }: Pick<ServerDefinition, 'name' | 'ports'>,
  { shift = 0, chosen = {} }: PortChoice,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(ports).map(([port, number]) => {
      const value = chosen[`${name}.${port}`] ?? number + shift;
      if (!Number.isInteger(value) || value < 1 || value > 65_535)
        throw new RangeError(`${name}.${port} cannot be ${value}: a port is a number from 1 to 65535`);
      return [port, value];
    }),
  );
}

/** The names of those ports that somebody listens on already. A name that ends in `udp` is a UDP port. */
export async function takenPorts(ports: Readonly<Record<string, number>>): Promise<string[]> {
  const asked = Object.entries(ports).map(async ([name, port]) => {
    const free = await (name.endsWith('udp') ? isFreeUdp(port) : isFreeTcp(port));
    return free ? [] : [name];
  });
  return (await Promise.all(asked)).flat();
}

function isFreeTcp(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => (isTaken(error) ? resolve(false) : reject(refused(error, port))));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isFreeUdp(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', (error) => {
      socket.close();
      if (isTaken(error)) resolve(false);
      else reject(refused(error, port));
    });
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

function isTaken(error: NodeJS.ErrnoException): boolean {
  return error.code === 'EADDRINUSE';
}

function refused(error: Error, port: number): Error {
  return new Error(`127.0.0.1:${port} cannot be listened on: ${error.message}`, { cause: error });
}
