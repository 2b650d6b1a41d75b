import type { TopologyNode } from '@aiops/contracts';
import type { Deviating } from '../signals/deviating.ts';
import { START } from './anomaly.ts';

/** A deviation of a node, for tests; `at` in seconds after {@link START}. */
export function deviating(
  about: TopologyNode,
  metric: string,
  size: number,
  more: Partial<Omit<Deviating, 'at'>> & { readonly at?: number } = {},
): Deviating {
  return {
    entity: about.id,
    name: about.name,
    metric,
    kind: 'metric',
    series: '{}',
    direction: 'up',
    size,
    summary: `${metric} of ${about.name} is ${size} widths out`,
    ...more,
    at: START + (more.at ?? 0) * 1000,
  };
}

/** Deviations by entity id. */
export function byEntity(...all: readonly Deviating[]): ReadonlyMap<string, readonly Deviating[]> {
  const found = new Map<string, Deviating[]>();
  for (const one of all) found.set(one.entity, [...(found.get(one.entity) ?? []), one]);
  return found;
}
