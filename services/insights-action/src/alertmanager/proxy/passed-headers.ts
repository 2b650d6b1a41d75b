import type { IncomingMessage } from 'node:http';

/** Headers that are about one connection and end with it (RFC 9110, 7.6.1); `expect` was answered here already. */
const OF_ONE_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
];

/** The headers of a message that go on to the other side, each with all its values; not those that `Connection` names either. */
export function passedHeaders({ headersDistinct }: IncomingMessage): Record<string, string[]> {
  const named = (headersDistinct.connection ?? []).flatMap((value) => value.split(','));
  const dropped = new Set([...OF_ONE_CONNECTION, ...named.map((name) => name.trim().toLowerCase())]);
  const passed = Object.entries(headersDistinct).filter(
    (entry): entry is [string, string[]] => entry[1] !== undefined && !dropped.has(entry[0]),
  );
  return Object.fromEntries(passed);
}
