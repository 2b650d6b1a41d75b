import { nameOf } from '@aiops/contracts';
import { changeMatters } from './change-term.ts';
import { compareText } from './compare-text.ts';
import type { Background, Grounds } from './grounds.ts';
import type { Suspect } from './suspect.ts';
import type { TopologyIndex } from './topology-index.ts';

/**
 * Who may have caused an incident, by id: every anomalous entity, and entities without an anomaly that at least two anomalous ones
 * depend on, or one where they were changed before it, lie outside their usual range or are under maintenance.
 */
export function suspectsOf(grounds: Grounds, background: Background): Suspect[] {
  const { map, others } = grounds;
  const { index, silent } = map;
  const shown = others.map((finding): Suspect => {
    const { entity, name } = finding;
    return { entity, name, node: index?.numberOf(entity), finding, isQuiet: false };
  });
  const unusual = unusualOnes(grounds).map((entity): Suspect => {
    const name = index?.node(entity)?.name ?? nameIn(background, entity) ?? nameOf(entity);
    return { entity, name, node: index?.numberOf(entity), finding: undefined, isQuiet: false };
  });
  const loud = [...shown, ...unusual].sort((a, b) => compareText(a.entity, b.entity));
  return index === undefined ? loud : withQuiet(loud, silent, index);
}

/** Puts the nodes that are silent among the others, by id; one that is there already is not quiet. */
function withQuiet(loud: readonly Suspect[], silent: readonly number[], index: TopologyIndex): Suspect[] {
  const suspects: Suspect[] = [];
  let next = 0;
  for (const node of silent) {
    const { id: entity, name } = index.nodeAt(node);
    let other = loud[next];
    for (; other !== undefined && other.entity < entity; other = loud[next]) {
      suspects.push(other);
      next += 1;
    }
    if (other?.entity === entity) continue;
    suspects.push({ entity, name, node, finding: undefined, isQuiet: true });
  }
  return [...suspects, ...loud.slice(next)];
}

/** Entities without an anomaly of which something else is known that may have to do with it. */
function unusualOnes(grounds: Grounds): string[] {
  const { findings, map, signs, changes, maintenance } = grounds;
  const unseen = (entities: Iterable<string>) => [...entities].filter((entity) => !findings.has(entity));
  const found = new Set(unseen(signs.keys()).filter((entity) => map.isNear(entity)));
  for (const entity of unseen(changes?.byEntity.keys() ?? []))
    if (changeMatters(entity, grounds)) found.add(entity);
  for (const entity of unseen(maintenance.keys()))
    if (map.victimCount(map.index?.numberOf(entity)) > 0) found.add(entity);
  return [...found];
}

/** What an entity without an anomaly is called by what is known of it. */
function nameIn({ deviations, changes }: Background, entity: string): string | undefined {
  return deviations?.get(entity)?.[0]?.name ?? changes?.byEntity.get(entity)?.[0]?.name;
}
