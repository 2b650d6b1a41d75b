import type { PortChoice, ServerDefinition } from '@aiops/testbed';
import { UsageError } from './command.ts';

type Known = Pick<ServerDefinition, 'name' | 'ports'>;

/** Reads `--port loki.http=23100` and `--port-shift 20000`. Throws `UsageError` for what names no port of a known server. */
export function portChoice(
  ports: readonly string[],
  shift: string | undefined,
  servers: readonly Known[],
): PortChoice {
  const known = new Set(
    servers.flatMap(({ name, ports }) => Object.keys(ports).map((port) => `${name}.${port}`)),
  );
  const chosen = Object.fromEntries(ports.map((text) => single(text, known)));
  if (shift === undefined) return { chosen };
  if (!/^\d{1,5}$/.test(shift))
    throw new UsageError(`--port-shift wants a number from 0 to 65535, not ${shift}`);
  return { chosen, shift: Number(shift) };
}

function single(text: string, known: ReadonlySet<string>): [string, number] {
  const [, name = '', number = ''] = /^([^=]+)=(\d{1,5})$/.exec(text) ?? [];
  if (!known.has(name)) {
    const server = name.split('.')[0] ?? '';
    const its = [...known].filter((port) => port.startsWith(`${server}.`));
    const advice = its.length === 0 ? 'for instance loki.http=23100' : `there is ${its.join(', ')}`;
    throw new UsageError(`--port ${text}: expected SERVER.PORT=NUMBER; ${advice}`);
  }
  const port = Number(number);
  if (port < 1 || port > 65_535) throw new UsageError(`--port ${text}: a port is a number from 1 to 65535`);
  return [name, port];
}
