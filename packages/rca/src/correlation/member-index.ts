import { type Incident, limits, type Member } from './incident-state.ts';

/** An incident's members, prepared for what is asked of them with every anomaly. */
export interface MemberIndex {
  readonly byId: Map<string, Member>;
  /** Members of each entity. */
  readonly perEntity: Map<string, number>;
  /** Entities in the order in which they got their first member; one that had left and came back is there again. */
  readonly arrivals: string[];
}

/** Arrivals kept: when entities come and go for long, the index is made anew. */
const KEPT_ARRIVALS = 10 * limits.members;

/** Made from the members alone, and never saved: after a restart they are made again when first asked for. */
const indexes = new WeakMap<Incident, MemberIndex>();

/** The index of an incident. It stays right as long as members only come and go by {@link noteEntered} and {@link noteLeft}. */
export function memberIndex(incident: Incident): MemberIndex {
  const known = indexes.get(incident);
  if (known !== undefined && known.arrivals.length <= KEPT_ARRIVALS) return known;
  const index: MemberIndex = { byId: new Map(), perEntity: new Map(), arrivals: [] };
  for (const member of incident.members) add(index, member);
  indexes.set(incident, index);
  return index;
}

/** Keeps the index up to date after a member was put among the members. */
export function noteEntered(incident: Incident, member: Member): void {
  const index = indexes.get(incident);
  if (index !== undefined) add(index, member);
}

/** Keeps the index up to date after a member was taken out. */
export function noteLeft(incident: Incident, { id, entity }: Member): void {
  const index = indexes.get(incident);
  if (index === undefined) return;
  index.byId.delete(id);
  const left = (index.perEntity.get(entity) ?? 0) - 1;
  if (left > 0) index.perEntity.set(entity, left);
  else index.perEntity.delete(entity);
}

function add({ byId, perEntity, arrivals }: MemberIndex, member: Member): void {
  byId.set(member.id, member);
  const before = perEntity.get(member.entity) ?? 0;
  perEntity.set(member.entity, before + 1);
  if (before === 0) arrivals.push(member.entity);
}
