import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * What kind of address it is: `public`, `internal` (loopback, private, shared: refused unless its host is allow-listed) or
 * `never` (link-local with the metadata services, multicast, unspecified, reserved: refused unless the very address is).
 */
export type AddressClass = 'public' | 'internal' | 'never';

const NEVER_4 = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['100.100.100.200', 32], // metadata service of one cloud, in the shared range
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
const INTERNAL_4 = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
] as const;
const NEVER_6 = [
  ['::', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['fd00:ec2::254', 128],
  ['ff00::', 8],
] as const;
const INTERNAL_6 = [
  ['::1', 128],
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
] as const;

const lists = {
  never: blockList(NEVER_4, NEVER_6),
  internal: blockList(INTERNAL_4, INTERNAL_6),
};

interface Embedding {
  readonly prefix: readonly number[];
  /** Word with which the IPv4 address begins. */
  readonly at: number;
  /** Each bit is turned round. */
  readonly inverted?: true;
}

/** Prefixes with an IPv4 address that is meant: mapped, translated, compatible, NAT64, 6to4, Teredo's client and server (RFC 4380). */
const EMBEDDING: readonly Embedding[] = [
  { prefix: [0, 0, 0, 0, 0, 0xffff], at: 6 },
  { prefix: [0, 0, 0, 0, 0xffff, 0], at: 6 },
  { prefix: [0, 0, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 0, 0, 0, 0], at: 6 },
  { prefix: [0x64, 0xff9b, 1], at: 6 },
  { prefix: [0x2002], at: 1 },
  { prefix: [0x2001, 0], at: 6, inverted: true },
  { prefix: [0x2001, 0], at: 2 },
];

/** Classifies an IP address in any spelling that `net` knows. What is no address at all is `never`. */
export function addressClass(address: string): AddressClass {
  if (isIPv4(address)) return classOf(address, 'ipv4');
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return 'never';
  const own = classOf(plain, 'ipv6');
  if (own !== 'public') return own;
  const words = wordsOf(plain);
  const classes = EMBEDDING.filter(({ prefix }) => prefix.every((word, index) => words[index] === word)).map(
    (embedding) => classOf(embeddedIn(words, embedding), 'ipv4'),
  );
  return classes.find((kind) => kind === 'never') ?? classes.find((kind) => kind === 'internal') ?? own;
}

function embeddedIn(words: readonly number[], { at, inverted }: Embedding): string {
  const [high = 0, low = 0] = words.slice(at).map((word) => (inverted ? word ^ 0xffff : word));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function classOf(address: string, family: 'ipv4' | 'ipv6'): AddressClass {
  if (lists.never.check(address, family)) return 'never';
  return lists.internal.check(address, family) ? 'internal' : 'public';
}

function blockList(
  four: readonly (readonly [string, number])[],
  six: readonly (readonly [string, number])[],
): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of four) list.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of six) list.addSubnet(net, prefix, 'ipv6');
  return list;
}

/** The eight words of an IPv6 address. A URL spells it in hexadecimal only and at its shortest. */
function wordsOf(address: string): number[] {
  const spelled = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [before = '', after] = spelled.split('::');
  const words = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [head, tail] = [words(before), words(after ?? '')];
  return after === undefined
    ? head
    : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
