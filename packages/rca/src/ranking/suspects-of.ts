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
  const unusual = Array.from(unusualOnes(grounds), ([entity, node]): Suspect => {
    const known = node === undefined ? undefined : index?.nodeAt(node).name;
    const name = known ?? nameIn(background, entity) ?? nameOf(entity);
    return { entity, name, node, finding: undefined };
  });
  const loud = [...shown, ...unusual].sort(compareSuspects);
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

/** By id. Nodes have their numbers in that order. */
function compareSuspects(a: Suspect, b: Suspect): number {
  return a.node === undefined || b.node === undefined ? compareText(a.entity, b.entity) : a.node - b.node;
}

function isBefore({ entity, node }: Suspect, other: number, index: TopologyIndex): boolean {
  return node === undefined ? entity < index.idOf(other) : node < other;
}

/** Entities without an anomaly of which something else is known that may have to do with it, and their nodes. */
function unusualOnes(grounds: Grounds): ReadonlyMap<string, number | undefined> {
  const { findings, map, deviators, changes, maintenance } = grounds;
  const found = new Map<string, number | undefined>();
  for (const { entity, node } of deviators)
    if (!findings.has(entity) && map.isNear(node)) found.set(entity, node);
  for (const entity of changes?.byEntity.keys() ?? [])
    if (!findings.has(entity) && changeMatters(entity, grounds))
      found.set(entity, map.index?.numberOf(entity));
  for (const entity of maintenance.keys()) {
    const node = map.index?.numberOf(entity);
    if (!findings.has(entity) && map.victimCount(node) > 0) found.set(entity, node);
  }
  return found;
}

/** What an entity without an anomaly is called by what is known of it. */
function nameIn({ deviations, changes }: Background, entity: string): string | undefined {
  return deviations?.get(entity)?.[0]?.name ?? changes?.byEntity.get(entity)?.[0]?.name;
}
