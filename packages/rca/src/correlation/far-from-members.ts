import { nearness, type Space } from './correlate.ts';
import { type Incident, limits } from './incident-state.ts';
import { type MemberIndex, memberIndex } from './member-index.ts';

/** What was found out about the members of one incident in one space. */
interface Comparisons {
  readonly index: Space['index'];
  readonly depth: number;
  /** By entity that is near none of them: the number of arrivals that it was compared with. */
  readonly compared: Map<string, number>;
}

/** Entities remembered per incident; past that all are compared again. */
const KEPT = limits.loose;

const comparisons = new WeakMap<MemberIndex, Comparisons>();

/**
 * Whether an entity is near no member of an incident. In a storm most anomalies have nothing to do with most incidents: of each pair of
 * entities that is found out once, and then only those that came since are looked at.
 */
export function isFarFromMembers(entity: string, incident: Incident, space: Space): boolean {
  const members = memberIndex(incident);
  const { compared } = comparisonsOf(members, space);
  const before = compared.get(entity);
  if (before === undefined && isNearOldest(entity, members, space)) return false;
  for (let place = before ?? 0; place < members.arrivals.length; place++) {
    const arrived = members.arrivals[place] ?? '';
    // One that has left again is near to no purpose.
    if (!members.perEntity.has(arrived)) continue;
    if (nearness({ entity }, { entity: arrived }, space) === undefined) continue;
    compared.delete(entity);
    return false;
  }
  if (compared.size >= KEPT) compared.clear();
  compared.set(entity, members.arrivals.length);
  return true;
}

/** Asked from the member: most arrivals are near it, and then the index has to look around that one only, not around each of them. */
function isNearOldest(entity: string, { perEntity }: MemberIndex, space: Space): boolean {
  const [oldest] = perEntity.keys();
  return oldest !== undefined && nearness({ entity: oldest }, { entity }, space) !== undefined;
}

function comparisonsOf(members: MemberIndex, { index, depth }: Space): Comparisons {
  const known = comparisons.get(members);
  if (known !== undefined && known.index === index && known.depth === depth) return known;
  const fresh = { index, depth, compared: new Map() };
  comparisons.set(members, fresh);
  return fresh;
}
