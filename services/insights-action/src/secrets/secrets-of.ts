import { readFile } from 'node:fs/promises';
import type { Config } from '@aiops/config';

/** Shortest path of a secret address that is a secret by itself; a shorter one may stand anywhere. */
const LEAST_PATH = 16;

/**
 * Passwords and tokens of the settings and of the files that they name, read now: what no output, record or log may show. A file
 * that cannot be read is left out, because whoever needs it tells of that.
 */
export async function secretsOf(config: Config): Promise<string[]> {
  const { storage, messaging, insights_action: insights } = config;
  const { grafana, api, notifications } = insights;
  const { channels } = notifications;
  const files = [
    ...channels.flatMap((channel) => [channel.secret_file, channel.routing_key_file, channel.password_file]),
    ...api.tokens.map(({ token_file: file }) => file),
  ];
  const addresses = await contentsOf(channels.map(({ url_file: file }) => file));
  return [
    storage.redis.password,
    storage.neo4j.password,
    messaging.kafka.sasl.password,
    grafana.token,
    grafana.password,
    api.admin_token,
    ...(await contentsOf(files)),
    ...addresses.flatMap((address) => [address, secretPathOf(address)]),
  ].filter((secret) => secret !== undefined);
}

async function contentsOf(files: readonly (string | undefined)[]): Promise<string[]> {
  const read = files.map((file) => (file === undefined ? '' : readFile(file, 'utf8').catch(() => '')));
  return (await Promise.all(read)).map((text) => text.trim()).filter((text) => text !== '');
}

/** What of an address tells the secret where a program prints it without the host. */
function secretPathOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { pathname, search } = new URL(address);
  const path = pathname + search;
  return path.length < LEAST_PATH ? undefined : path;
}
