import { formatTimestamp } from '@aiops/contracts';
import { wayBack } from '../network/reach-row.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import type { Finding } from '../ranking/finding.ts';
import type { Ranking } from '../ranking/rank.ts';
import type { Suspect } from '../ranking/suspect.ts';

import type { Ties } from '../ranking/ties/ties.ts';

/** One device on the way from the cause to its victims. */
export interface PropagationStep {
  readonly device: string;
  readonly entity_id: string;
  /** Onset of its first anomaly; absent for a device that only passed it on. */
  readonly at?: string;
  /** The device it came from; absent for the cause. */
  readonly via?: string;
}

export interface Propagation {
  readonly steps: readonly PropagationStep[];
  /** How surely failures are felt along the ways, on average (0…1); 0 without victims. */
  readonly strength: number;
}

/** Steps shown at most: an alert storm has thousands of victims. */
const SHOWN_STEPS = 50;

/**
 * The ways from the cause to each anomalous entity that depends on it, as one list: the cause, then by distance, onset and
 * id. A device on several ways appears once.
 */
export function propagation(cause: Suspect, { findings, map }: Ranking): Propagation {
  const victims = map.victims(cause.node);
  const first = stepOf(cause.name, cause.entity, cause.finding);
  const { index } = map;
  if (index === undefined) return { steps: [first], strength: 0 };
  const nameOf = (node: number) => index.nodeAt(node).name;
  const reached = [...passed(cause, victims, index, map.depth)].map(([node, { distance, via }]) => {
    const id = index.idOf(node);
    return { node, id, distance, via, finding: findings.get(id) };
  });
  reached.sort((a, b) => a.distance - b.distance || earlier(a.finding, b.finding) || a.node - b.node);
  const further = reached
    .slice(0, SHOWN_STEPS - 1)
    .map(({ node, id, via, finding }) => ({ ...stepOf(nameOf(node), id, finding), via: nameOf(via) }));
  return { steps: [first, ...further], strength: meanStrength(victims) };
}

/** What the ways from a cause to its victims lead over, by node: how far away, and after what. The first way that reaches it counts. */
function passed({ node }: Suspect, victims: Ties, index: TopologyIndex, depth: number) {
  const passed = new Map<number, { readonly distance: number; readonly via: number }>();
  if (node === undefined) return passed;
  for (let place = 0; place < victims.count; place += 1) {
    const start = victims.finding(place).node;
    if (start === undefined) continue;
    const row = index.upstreamRow(start, depth);
    const { froms, ends } = row.table;
    wayBack(row, node, victims.distance(place)).forEach((link, before) => {
      const from = froms[link] as number;
      if (!passed.has(from)) passed.set(from, { distance: before + 1, via: ends[link] as number });
    });
  }
  return passed;
}

function stepOf(device: string, entity: string, finding: Finding | undefined): PropagationStep {
  const at = finding === undefined ? {} : { at: formatTimestamp(finding.onset) };
  return { device, entity_id: entity, ...at };
}

/** What shows no anomaly comes last. */
function earlier(a: Finding | undefined, b: Finding | undefined): number {
  const [x, y] = [a?.onset ?? Number.POSITIVE_INFINITY, b?.onset ?? Number.POSITIVE_INFINITY];
  return x === y ? 0 : x - y;
}

function meanStrength(victims: Ties): number {
  let sum = 0;
  for (let place = 0; place < victims.count; place += 1) sum += victims.strength(place);
  return victims.count === 0 ? 0 : sum / victims.count;
}
