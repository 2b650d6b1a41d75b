import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { addressClass } from './address-class.ts';

/** An address to which one connection may be made. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly Address[]>;

/** Whom an `http_request` step may ask: the address to connect to, or why not. */
export type AddressGuard = (url: URL) => Promise<Address | Problem>;

interface Problem {
  readonly problem: string;
}

const SETTING = 'insights_action.runbooks.allow_hosts';

/** Asks the resolver of the system. */
export const resolveBySystem: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Resolves a host once and looks at every address that came: one refused address refuses the host, and what is given is the
 * address to connect to, so that nobody resolves again. Addresses of this machine and of private networks are refused unless the
 * host is allow-listed (`host` or `host:port`); link-local ones, where metadata services are, unless they are listed themselves.
 */
export function createAddressGuard(allowHosts: readonly string[], resolve = resolveBySystem): AddressGuard {
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()));
  return async (url) => {
    const problem = unaskable(url);
    if (problem !== undefined) return { problem };
    const port = portOf(url);
    const isListed = allowed.has(url.hostname) || allowed.has(`${url.hostname}:${port}`);
    // The URL parser has made every spelling of an IPv4 address one: octal, hexadecimal, one number, 127.1.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0) {
      const isFine = isListed || addressClass(literal) === 'public';
      return isFine ? { address: literal, family: isIP(literal) } : refusal(url.hostname, literal, port);
    }
    const addresses = await resolved(url.hostname, resolve);
    if ('problem' in addresses) return addresses;
    const bad = addresses.find(({ address }) => {
      const kind = addressClass(address);
      return kind === 'never' || (kind === 'internal' && !isListed);
    });
    if (bad !== undefined) return refusal(url.hostname, bad.address, port);
    return addresses[0] ?? { problem: `${url.hostname} has no address` };
  };
}

function unaskable({ protocol, username, password }: URL): string | undefined {
  if (protocol !== 'http:' && protocol !== 'https:') return `${protocol} is not asked`;
  return username === '' && password === '' ? undefined : 'a user or password may not stand in a URL';
}

function portOf({ protocol, port }: URL): string {
  if (port !== '') return port;
  return protocol === 'http:' ? '80' : '443';
}

async function resolved(host: string, resolve: Resolve): Promise<readonly Address[] | Problem> {
  try {
    return await resolve(host);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { problem: `${host} cannot be resolved (${code ?? message})` };
  }
}

function refusal(host: string, address: string, port: string): Problem {
  const where = host.includes(address) ? address : `${host} (${address})`;
  const kind =
    addressClass(address) === 'never'
      ? 'link-local, multicast or reserved'
      : 'this machine or a private network';
  return {
    problem: `${where} is ${kind}, and is not asked unless it is allow-listed: add "${host}:${port}" to ${SETTING} if that is what you want`,
  };
}
