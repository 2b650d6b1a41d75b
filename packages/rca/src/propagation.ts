import { formatTimestamp, nameOf } from '@aiops/contracts';
import { compareText } from './compare-text.ts';
import type { Ranking } from './rank.ts';
import type { Suspect } from './suspect.ts';
import type { PathStep } from './topology-index.ts';

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
  const victims = map.victims(cause.entity);
  const depths = new Map<string, { distance: number; via: string | undefined }>([
    [cause.entity, { distance: 0, via: undefined }],
  ]);
  let felt = 0;
  for (let place = 0; place < victims.count; place += 1) {
    const victim = victims.finding(place);
    felt += victims.strength(place);
    const path = map.index?.path(victim.entity, cause.entity, map.depth) ?? [];
    spread([...path].reverse(), depths);
  }
  const onset = (id: string) => findings.get(id)?.onset ?? Number.POSITIVE_INFINITY;
  const name = (id: string) => map.index?.node(id)?.name ?? findings.get(id)?.name ?? nameOf(id);
  const ordered = [...depths].sort(
    ([a, x], [b, y]) => x.distance - y.distance || earlier(onset(a), onset(b)) || compareText(a, b),
  );
  const steps = ordered.slice(0, SHOWN_STEPS).map(([id, { via }]) => {
    const at = findings.get(id)?.onset;
    return {
      device: name(id),
      entity_id: id,
      ...(at === undefined ? {} : { at: formatTimestamp(at) }),
      ...(via === undefined ? {} : { via: name(via) }),
    };
  });
  return { steps, strength: victims.count === 0 ? 0 : felt / victims.count };
}

/** Enters the devices of one way, cause first; the first way that reaches a device is kept. */
function spread(
  path: readonly PathStep[],
  depths: Map<string, { distance: number; via: string | undefined }>,
) {
  path.forEach(({ id }, distance) => {
    if (!depths.has(id)) depths.set(id, { distance, via: path[distance - 1]?.id });
  });
}

function earlier(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
