import { compareText } from './compare-text.ts';
import { entitySeverity } from './entity-severity.ts';
import type { RankedEntity } from './full-ranking.ts';
import { revise, type Sighting } from './sighting.ts';

/** Entities by {@link entitySeverity} alone, worst first, ties by id: for anomalies of which no incident came. */
export function severityRanking(sightings: readonly Sighting[]): RankedEntity[] {
  const known = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const before = known.get(sighting.id);
    if (before === undefined) known.set(sighting.id, { ...sighting });
    else if (sighting.revision > before.revision) revise(before, sighting);
  }
  const byEntity = new Map<string, Sighting[]>();
  for (const sighting of known.values()) {
    const others = byEntity.get(sighting.entity);
    if (others === undefined) byEntity.set(sighting.entity, [sighting]);
    else others.push(sighting);
  }
  return [...byEntity]
    .map(([entity, anomalies]) => ({ entity, score: entitySeverity(anomalies) }))
    .sort((a, b) => b.score - a.score || compareText(a.entity, b.entity));
}
