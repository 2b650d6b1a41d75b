import type { TopologyNode } from '@aiops/contracts';

/** Words of a type or tier and how far from the core they lie; the first that matches counts. */
const RANKS: readonly (readonly [RegExp, number])[] = [
  [/internet|\bisp\b|\bwan\b|upstream/, 0],
  [/\bcore\b|router|gateway/, 10],
  [/spine/, 20],
  [/firewall|load ?balancer|\blb\b/, 30],
  [/distribution|aggregation|\bagg\b|\bdist\b/, 40],
  [/leaf|\btor\b|top of rack|access|\bedge\b|switch/, 50],
  [/server|storage|\bbmc\b|host|hypervisor|compute|\bnas\b|\bsan\b|\bvm\b|virtual machine|database/, 60],
  [/service|application|\bapp\b|client|endpoint/, 70],
];

/** What numbered tiers mean on the same scale: 0 internet, 1 core, 2 distribution, 3 access, 4 servers, 5 services. */
const NUMBERED = [0, 10, 40, 50, 60, 70] as const;

/** How far from the core a node stands; smaller is nearer, undefined when nothing says so. */
export interface DeviceRank {
  readonly tier: number | undefined;
  readonly type: number | undefined;
}

/**
 * The rank of a node by its explicit tier and by its type. A tier is a word (`core`, `distribution`, `access`, …) or a
 * number, smaller = nearer to the core; a tier that is neither says nothing.
 */
export function deviceRank(node: Pick<TopologyNode, 'tier' | 'type'>): DeviceRank {
  return { tier: tierRank(node.tier), type: wordRank(node.type) };
}

/**
 * Which end of a cable depends on the other: negative when `a` stands nearer to the core (so `b` depends on `a`),
 * positive for the reverse, 0 when that cannot be told. An explicit tier wins over the type; equal tiers leave it to the
 * types, because inventories often give a rack's servers the tier of their switch.
 */
export function compareRank(a: DeviceRank, b: DeviceRank): number {
  if (a.tier !== undefined || b.tier !== undefined) {
    const byTier = difference(a.tier ?? a.type, b.tier ?? b.type);
    if (byTier !== 0) return byTier;
  }
  return difference(a.type, b.type);
}

function difference(a: number | undefined, b: number | undefined): number {
  return a === undefined || b === undefined ? 0 : a - b;
}

function wordRank(text: string): number | undefined {
  const words = text.toLowerCase().replaceAll(/[-_/]+/g, ' ');
  return RANKS.find(([pattern]) => pattern.test(words))?.[1];
}

function tierRank(tier: string | undefined): number | undefined {
  if (tier === undefined) return undefined;
  const numbered = /^(?:tier[-_ ]?)?(\d+(?:\.\d+)?)$/i.exec(tier.trim());
  return numbered?.[1] === undefined ? wordRank(tier) : numberedRank(Number(numbered[1]));
}

/** Between two whole tiers the scale is straight; beyond the last one each tier is ten further out. */
function numberedRank(tier: number): number {
  const below = Math.min(Math.floor(tier), NUMBERED.length - 1);
  const from = NUMBERED[below] ?? 70;
  const to = NUMBERED[below + 1] ?? from + 10;
  return from + (tier - below) * (to - from);
}
