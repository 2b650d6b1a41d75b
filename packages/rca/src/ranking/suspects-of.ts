import { nameOf } from '@aiops/contracts';
import { compareText } from '../compare-text.ts';
import type { TopologyIndex } from '../network/topology-index.ts';
import type { Background, Grounds } from './grounds.ts';
import type { Suspect } from './suspect.ts';
import { changeMatters } from './terms/change-term.ts';

/**
 * Who may have caused an incident, by id. Of a large outage most are *quiet*: nothing is known of them but who depends on them. Of these only
 * the nodes are kept, because thousands are suspected and few are told.
 */
export interface Suspects {
  readonly count: number;
  /** The node of a quiet one by its place; undefined where it is not quiet. */
  quietAt(place: number): number | undefined;
  at(place: number): Suspect;
}

/**
 * Suspects every anomalous entity, and entities without an anomaly that at least two anomalous ones depend on, or one where they were
 * changed before it, lie outside their usual range or are under maintenance.
 */
export function suspectsOf(grounds: Grounds, background: Background): Suspects {
  const { map, others } = grounds;
  const { index, silent } = map;
  const shown = others.map((finding): Suspect => {
    const { entity, name, node } = finding;
    return { entity, name, node, finding };
  });
  const unusual = unusualOnes(grounds).map((entity): Suspect => {
    const name = index?.node(entity)?.name ?? nameIn(background, entity) ?? nameOf(entity);
    return { entity, name, node: index?.numberOf(entity), finding: undefined };
  });
  const loud = [...shown, ...unusual].sort((a, b) => compareText(a.entity, b.entity));
  if (index === undefined)
    return { count: loud.length, quietAt: () => undefined, at: (place) => loud[place] as Suspect };
  const places = placesOf(loud, silent, index);
  return {
    count: places.length,
    quietAt(place) {
      const which = places[place] as number;
      return which < 0 ? undefined : which;
    },
    at(place) {
      const which = places[place] as number;
      return which < 0 ? (loud[-1 - which] as Suspect) : quiet(which, index);
    },
  };
}

function quiet(node: number, index: TopologyIndex): Suspect {
  const { id: entity, name } = index.nodeAt(node);
  return { entity, name, node, finding: undefined };
}

/**
 * By place the node of a quiet suspect, or -1 less the number of a loud one, all by id. A silent node of which more is known is not
 * quiet.
 */
function placesOf(loud: readonly Suspect[], silent: readonly number[], index: TopologyIndex): number[] {
  const places: number[] = [];
  let next = 0;
  for (const node of silent) {
    while (next < loud.length && isBefore(loud[next] as Suspect, node, index)) places.push(-1 - next++);
    if (loud[next]?.node !== node) places.push(node);
  }
  while (next < loud.length) places.push(-1 - next++);
  return places;
}

/** Nodes have their numbers in the order of their ids. */
function isBefore({ entity, node }: Suspect, other: number, index: TopologyIndex): boolean {
  return node === undefined ? entity < index.idOf(other) : node < other;
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
