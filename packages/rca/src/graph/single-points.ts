import { cutPoints } from './cut-points.ts';
import { neighboursOf } from './neighbours.ts';

/** A pair of node numbers. */
type Pair = readonly [number, number];

/** A node whose failure alone takes others off the network. */
export interface SinglePoint {
  readonly node: number;
  /** Whether the network of cables falls apart without it: it is an articulation point. */
  readonly splits: boolean;
  /** How many others are cut off. */
  readonly count: number;
  /** The first of them, ascending. */
  readonly first: readonly number[];
}

/** How many of those that are cut off are named. */
const NAMED = 20;

/**
 * Single points of failure, ascending. `cables` join devices; `hostings` lead from what runs to where it runs. When a node
 * fails, cut off are the devices that are no longer cabled to the largest rest, and whatever runs only on what failed or is
 * cut off. Calls between services are no cables: they go over the network and do not hold it together, and neither does
 * a service that runs on two devices.
 */
export function singlePoints(
  size: number,
  cables: readonly Pair[],
  hostings: readonly Pair[],
): SinglePoint[] {
  const hosting = hostingOf(hostings);
  const cuts = new Map(cutPoints(neighboursOf(size, cables)).map(({ node, cutOff }) => [node, cutOff]));
  const candidates = [...new Set([...cuts.keys(), ...hosting.guests.keys()])].sort((a, b) => a - b);
  return candidates.flatMap((node) => {
    const cutOff = cuts.get(node);
    const lost = withGuests(node, cutOff?.() ?? [], hosting);
    if (lost.length === 0) return [];
    return [{ node, splits: cutOff !== undefined, count: lost.length, first: lost.slice(0, NAMED) }];
  });
}

interface Hosting {
  /** What runs on a node. */
  readonly guests: ReadonlyMap<number, ReadonlySet<number>>;
  /** Where a node runs. */
  readonly hosts: ReadonlyMap<number, ReadonlySet<number>>;
}

function hostingOf(pairs: readonly Pair[]): Hosting {
  const guests = new Map<number, Set<number>>();
  const hosts = new Map<number, Set<number>>();
  const add = (sets: Map<number, Set<number>>, key: number, value: number) => {
    const present = sets.get(key);
    if (present === undefined) sets.set(key, new Set([value]));
    else present.add(value);
  };
  for (const [guest, host] of pairs) {
    if (guest === host) continue;
    add(guests, host, guest);
    add(hosts, guest, host);
  }
  return { guests, hosts };
}

/** What is cut off, ascending, with all that runs nowhere else. */
function withGuests(failed: number, cutOff: readonly number[], { guests, hosts }: Hosting): number[] {
  const gone = new Set([failed, ...cutOff]);
  const hostsGone = new Map<number, number>();
  // Grows while it is walked: what runs on a machine that runs on a host goes with the host.
  for (const host of gone) {
    for (const guest of guests.get(host) ?? []) {
      const count = (hostsGone.get(guest) ?? 0) + 1;
      hostsGone.set(guest, count);
      if (count === hosts.get(guest)?.size) gone.add(guest);
    }
  }
  gone.delete(failed);
  return [...gone].sort((a, b) => a - b);
}
